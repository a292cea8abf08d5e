@NullMarked
package io.mien.training.augmentation;

import org.jspecify.annotations.NullMarked;
