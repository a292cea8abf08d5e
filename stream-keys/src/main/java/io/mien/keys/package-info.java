/** Keys of streams in a folder, wrapped by a master key. */
@NullMarked
package io.mien.keys;

import org.jspecify.annotations.NullMarked;
