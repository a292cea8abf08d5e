/** Tests. */
@NullMarked
package io.mien.models.importing;

import org.jspecify.annotations.NullMarked;
