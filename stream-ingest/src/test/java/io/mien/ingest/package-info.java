/** Tests. */
@NullMarked
package io.mien.ingest;

import org.jspecify.annotations.NullMarked;
