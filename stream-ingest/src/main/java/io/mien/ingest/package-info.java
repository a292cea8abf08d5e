/**
 * Feeds and faces: pictures come from a {@link io.mien.ingest.sources.FrameSource}, go to the topic {@code camera-frames}, and
 * a Kafka Streams topology finds, follows and cuts out the faces and writes them to {@code face-frames}.
 */
@NullMarked
package io.mien.ingest;

import org.jspecify.annotations.NullMarked;
