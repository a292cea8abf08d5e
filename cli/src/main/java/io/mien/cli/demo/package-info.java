/** The whole system in one process. */
@NullMarked
package io.mien.cli.demo;

import org.jspecify.annotations.NullMarked;
