/** Tests. */
@NullMarked
package io.mien.pictures;

import org.jspecify.annotations.NullMarked;
