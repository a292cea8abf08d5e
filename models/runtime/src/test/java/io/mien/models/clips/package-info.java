/** Tests. */
@NullMarked
package io.mien.models.clips;

import org.jspecify.annotations.NullMarked;
