/** Tests. */
@NullMarked
package io.mien.making.text;

import org.jspecify.annotations.NullMarked;
