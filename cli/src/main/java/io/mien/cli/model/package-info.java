/** The commands that make, look into and try models. */
@NullMarked
package io.mien.cli.model;

import org.jspecify.annotations.NullMarked;
