/** Tests. */
@NullMarked
package io.mien.making.export;

import org.jspecify.annotations.NullMarked;
