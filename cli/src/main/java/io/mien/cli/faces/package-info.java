/** The commands that render faces. */
@NullMarked
package io.mien.cli.faces;

import org.jspecify.annotations.NullMarked;
