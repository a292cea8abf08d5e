/** Tests. */
@NullMarked
package io.mien.models.text;

import org.jspecify.annotations.NullMarked;
