/** Tests. */
@NullMarked
package io.mien.models.export;

import org.jspecify.annotations.NullMarked;
