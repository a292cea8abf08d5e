/** Tests. */
@NullMarked
package io.mien.ingest.picture;

import org.jspecify.annotations.NullMarked;
