/** From the files that people have to weights under known names, and from those to model packages. */
@NullMarked
package io.mien.making.importing;

import org.jspecify.annotations.NullMarked;
