/**
 * Training of the networks in TensorFlow Java: the published recipes, and a small model from nothing.
 *
 * <p>A run is a list of stages. Everything random in it is a function of its seed and of where it is, never of what was
 * drawn before, so that a run that was killed goes on as if it had not been.
 */
@NullMarked
package io.mien.training;

import org.jspecify.annotations.NullMarked;
