/** Tests. */
@NullMarked
package io.mien.models.training;

import org.jspecify.annotations.NullMarked;
