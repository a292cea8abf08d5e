/** Recordings made of topics, and topics fed from recordings. */
@NullMarked
package io.mien.recording.kafka;

import org.jspecify.annotations.NullMarked;
