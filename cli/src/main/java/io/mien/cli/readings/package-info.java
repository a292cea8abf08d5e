/** Readings in files: written as they come, read again, and laid over their film. */
@NullMarked
package io.mien.cli.readings;

import org.jspecify.annotations.NullMarked;
