package io.mien.recording;

import io.mien.recording.RecordingManifest.Segment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The records of one topic in the order in which they were recorded: each partition's in its own. Used by one thread. */
public final class RecordReader implements AutoCloseable {
    private final Path folder;
    private final Deque<Segment> segments;
    private final Consumer<Damage> damages;
    private @Nullable SegmentReader current;

    RecordReader(Path folder, Collection<Segment> segments, Consumer<Damage> damages) {
        this.folder = folder;
        this.segments = new ArrayDeque<>(segments);
        this.damages = damages;
    }

    /**
     * The next record; empty at the end.
     *
     * @throws RecordingException if the disk fails
     */
    public Optional<RecordedRecord> next() {
        try {
            while (true) {
                if (current != null) {
                    RecordedRecord record = current.next();
                    if (record != null) {
                        return Optional.of(record);
                    }
                    current.close();
                    current = null;
                }
                Segment segment = segments.poll();
                if (segment == null) {
                    return Optional.empty();
                }
                current = SegmentReader.open(folder, segment, damages);
            }
        } catch (IOException e) {
            throw RecordingException.unreadable("recording " + folder + ": cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (current != null) {
            try {
                current.close();
            } catch (IOException e) {
                throw RecordingException.unreadable("recording " + folder + ": cannot be closed: " + e.getMessage(), e);
            }
        }
    }
}
