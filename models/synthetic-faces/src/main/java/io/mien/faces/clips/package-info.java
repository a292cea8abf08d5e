/** Labelled clips: who shows what, how it moves, how it is filmed, and the file that they are kept in. */
@NullMarked
package io.mien.faces.clips;

import org.jspecify.annotations.NullMarked;
