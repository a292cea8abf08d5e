@NullMarked
package io.mien.training.rendered;

import org.jspecify.annotations.NullMarked;
