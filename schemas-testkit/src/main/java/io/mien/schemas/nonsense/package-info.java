/** Records that fit their schema and make no sense, the same ones for a seed. */
@NullMarked
package io.mien.schemas.nonsense;

import org.jspecify.annotations.NullMarked;
