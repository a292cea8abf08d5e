/** Tests. */
@NullMarked
package io.mien.making.labels;

import org.jspecify.annotations.NullMarked;
