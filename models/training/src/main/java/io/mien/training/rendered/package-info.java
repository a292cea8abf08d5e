/** Training a small model from nothing on rendered faces. */
@NullMarked
package io.mien.training.rendered;

import org.jspecify.annotations.NullMarked;
