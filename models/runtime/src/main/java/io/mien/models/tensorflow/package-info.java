/** Model packages run by TensorFlow Java. The only place that loads TensorFlow's native library. */
@NullMarked
package io.mien.models.tensorflow;

import org.jspecify.annotations.NullMarked;
