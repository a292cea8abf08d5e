@NullMarked
package io.mien.training.published;

import org.jspecify.annotations.NullMarked;
