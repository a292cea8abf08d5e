/** Following faces from picture to picture: pure functions over immutable state. */
@NullMarked
package io.mien.ingest.track;

import org.jspecify.annotations.NullMarked;
