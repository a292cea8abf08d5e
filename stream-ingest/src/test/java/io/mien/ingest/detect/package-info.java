/** Tests. */
@NullMarked
package io.mien.ingest.detect;

import org.jspecify.annotations.NullMarked;
