/** Tests. */
@NullMarked
package io.mien.making.build;

import org.jspecify.annotations.NullMarked;
