/** Tests. */
@NullMarked
package io.mien.models.tensorflow;

import org.jspecify.annotations.NullMarked;
