/** Pictures in native memory: decoding within limits, scaling, cutting, encoding. */
@NullMarked
package io.mien.ingest.picture;

import org.jspecify.annotations.NullMarked;
