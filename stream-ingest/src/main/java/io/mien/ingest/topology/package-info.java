/** From camera frames to face frames: the Kafka Streams topology and the application that runs it. */
@NullMarked
package io.mien.ingest.topology;

import org.jspecify.annotations.NullMarked;
