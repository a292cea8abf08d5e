/** Tests. */
@NullMarked
package io.mien.models.image;

import org.jspecify.annotations.NullMarked;
