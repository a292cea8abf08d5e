package io.mien.infer.element;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A cell whose frame was passed over, because the job was behind. It takes the frame's place, so that windows end in time and
 * know what they lack.
 *
 * @param subject whose cell
 * @param cell the cell's number since the epoch
 */
public record SkippedCell(SubjectKey subject, long cell) implements CellEvent, EncodingOutcome {
    void write(DataOutput out) throws IOException {
        subject.write(out);
        out.writeLong(cell);
    }

    static SkippedCell read(DataInput in) throws IOException {
        return new SkippedCell(SubjectKey.read(in), in.readLong());
    }
}
