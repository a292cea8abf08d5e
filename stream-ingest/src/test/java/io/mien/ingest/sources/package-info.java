@NullMarked
package io.mien.ingest.sources;

import org.jspecify.annotations.NullMarked;
