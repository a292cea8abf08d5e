/** The recipes of DFER-CLIP, CLIPER and Exp-CLIP, on lists of clips. */
@NullMarked
package io.mien.training.published;

import org.jspecify.annotations.NullMarked;
