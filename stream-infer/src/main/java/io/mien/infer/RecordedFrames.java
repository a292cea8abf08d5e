package io.mien.infer;

import io.mien.infer.element.RecordHeader;
import io.mien.infer.element.SourceRecord;
import io.mien.recording.RecordReader;
import io.mien.recording.RecordedRecord;
import io.mien.recording.Recording;
import io.mien.schemas.Topic;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The face frames of a recording as the job's input. Opened where it is read. */
final class RecordedFrames implements Iterator<SourceRecord>, Serializable {
    private static final long serialVersionUID = 1L;

    private final String folder; // a Path is not Serializable
    private transient @Nullable RecordReader reader;
    private transient Optional<RecordedRecord> next = Optional.empty();

    RecordedFrames(Path folder) {
        this.folder = folder.toString();
    }

    @Override
    public boolean hasNext() {
        if (reader == null) {
            // What is damaged was told of by whoever looked through the recording before.
            reader = Recording.open(Path.of(folder)).read(Topic.FACE_FRAMES, damage -> {});
            next = reader.next();
            closeAtEnd(reader);
        }
        return next.isPresent();
    }

    @Override
    public SourceRecord next() {
        if (!hasNext() || reader == null) {
            throw new NoSuchElementException("no more frames");
        }
        RecordedRecord record = next.orElseThrow();
        next = reader.next();
        closeAtEnd(reader);
        return new SourceRecord(
                record.topic(),
                record.partition(),
                record.offset(),
                record.key(),
                record.value(),
                record.headers().stream()
                        .map(header -> new RecordHeader(header.name(), header.value()))
                        .toList());
    }

    private void closeAtEnd(RecordReader opened) {
        if (next.isEmpty()) {
            opened.close();
        }
    }
}
