/** Pictures and what is done to them before a model sees them: decoding within limits, cutting, aligning, resizing. */
@NullMarked
package io.mien.pictures;

import org.jspecify.annotations.NullMarked;
