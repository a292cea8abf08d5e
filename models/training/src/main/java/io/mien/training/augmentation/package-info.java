/** How pictures and clips are changed before each step, and the draws that decide it. */
@NullMarked
package io.mien.training.augmentation;

import org.jspecify.annotations.NullMarked;
