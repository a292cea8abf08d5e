/** The file in which rendered clips are kept for training. */
@NullMarked
package io.mien.training.store;

import org.jspecify.annotations.NullMarked;
