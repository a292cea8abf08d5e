/** Tests. */
@NullMarked
package io.mien.models.packages;

import org.jspecify.annotations.NullMarked;
