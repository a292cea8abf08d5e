/** Whole clips: which frames of one a model sees, and what it says of them. */
@NullMarked
package io.mien.models.clips;

import org.jspecify.annotations.NullMarked;
