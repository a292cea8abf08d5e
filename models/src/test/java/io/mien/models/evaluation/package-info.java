/** Tests. */
@NullMarked
package io.mien.models.evaluation;

import org.jspecify.annotations.NullMarked;
