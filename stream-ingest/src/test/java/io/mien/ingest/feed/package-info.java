@NullMarked
package io.mien.ingest.feed;

import org.jspecify.annotations.NullMarked;
