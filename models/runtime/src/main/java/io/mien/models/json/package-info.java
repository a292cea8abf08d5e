/** How this module reads and writes JSON: one way, strict, the same bytes everywhere. */
@NullMarked
package io.mien.models.json;

import org.jspecify.annotations.NullMarked;
