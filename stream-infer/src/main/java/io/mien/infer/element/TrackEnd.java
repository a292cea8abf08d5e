package io.mien.infer.element;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A subject's track has ended: no cell follows.
 *
 * @param subject whose track
 */
public record TrackEnd(SubjectKey subject) implements CellEvent, EncodingOutcome {
    void write(DataOutput out) throws IOException {
        subject.write(out);
    }

    static TrackEnd read(DataInput in) throws IOException {
        return new TrackEnd(SubjectKey.read(in));
    }
}
