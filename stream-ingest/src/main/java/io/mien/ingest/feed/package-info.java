/** Publishes the pictures of a source as camera frames, at a pace and within bounds. */
@NullMarked
package io.mien.ingest.feed;

import org.jspecify.annotations.NullMarked;
