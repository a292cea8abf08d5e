/** Tests. */
@NullMarked
package io.mien.ingest.topology;

import org.jspecify.annotations.NullMarked;
