/** The command line, and the whole system in one process for {@code mien demo}. */
@NullMarked
package io.mien.cli;

import org.jspecify.annotations.NullMarked;
