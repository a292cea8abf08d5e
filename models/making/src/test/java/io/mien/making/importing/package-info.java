/** Tests. */
@NullMarked
package io.mien.making.importing;

import org.jspecify.annotations.NullMarked;
