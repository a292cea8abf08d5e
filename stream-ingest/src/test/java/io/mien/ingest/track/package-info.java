/** Tests. */
@NullMarked
package io.mien.ingest.track;

import org.jspecify.annotations.NullMarked;
