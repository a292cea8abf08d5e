/** Tests. */
@NullMarked
package io.mien.models.labels;

import org.jspecify.annotations.NullMarked;
