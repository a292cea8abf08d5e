package io.mien.ingest.topology;

import io.mien.ingest.state.StreamState;
import io.mien.ingest.state.TrackState;
import io.mien.ingest.track.FrameTime;
import io.mien.ingest.track.Track;
import io.mien.ingest.track.Tracks;
import io.mien.pictures.FaceBox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/** Stores the state of a stream in Avro's single-object encoding, which names its schema by a fingerprint. */
final class StreamStates {
    private StreamStates() {}

    static Serde<StreamState> serde() {
        return Serdes.serdeFrom(
                (topic, state) -> state == null ? null : bytes(state),
                (topic, bytes) -> bytes == null ? null : state(bytes));
    }

    private static byte[] bytes(StreamState state) {
        try {
            ByteBuffer buffer = StreamState.getEncoder().encode(state);
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StreamState state(byte[] bytes) {
        try {
            return StreamState.getDecoder().decode(bytes);
        } catch (IOException | RuntimeException e) {
            throw new SerializationException(
                    "tracks of a stream cannot be read from the store (expected: written by this version or an older"
                            + " one; to start again, delete the application's state and changelog)",
                    e);
        }
    }

    static StreamState state(@Nullable String session, FrameTime time, Tracks tracks) {
        return new StreamState(
                session,
                time.sequence(),
                time.capturedAt(),
                tracks.nextNumber(),
                tracks.tracks().stream().map(StreamStates::state).toList());
    }

    private static TrackState state(Track track) {
        FaceBox box = track.box();
        return new TrackState(
                track.number(),
                box.x(),
                box.y(),
                box.width(),
                box.height(),
                track.velocityX(),
                track.velocityY(),
                track.hits(),
                track.firstSeen(),
                track.lastSeen().sequence(),
                track.lastSeen().capturedAt());
    }

    static Tracks tracks(StreamState state) {
        return new Tracks(
                state.getNextNumber(),
                state.getTracks().stream().map(StreamStates::track).toList());
    }

    private static Track track(TrackState state) {
        return new Track(
                state.getNumber(),
                new FaceBox(state.getX(), state.getY(), state.getWidth(), state.getHeight()),
                state.getVelocityX(),
                state.getVelocityY(),
                state.getHits(),
                state.getFirstSeen(),
                new FrameTime(state.getLastSequence(), state.getLastSeen()));
    }
}
