/** Finding faces in one picture. */
@NullMarked
package io.mien.ingest.detect;

import org.jspecify.annotations.NullMarked;
