/** Tests. */
@NullMarked
package io.mien.models.build;

import org.jspecify.annotations.NullMarked;
