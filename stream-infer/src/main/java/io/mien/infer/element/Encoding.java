package io.mien.infer.element;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What one model makes of one frame.
 *
 * @param embedding {@code [embedding width] float32}; not to be changed
 * @param picture a digest of what the model saw, the same for the same picture; 0 if unknown
 * @param doubt why it shows the face as the model was not made for, in words, or null if it does not
 */
@SuppressWarnings("ArrayRecordComponent") // shared by the windows, never changed, never compared
public record Encoding(
        float[] embedding, long picture, @Nullable String doubt) {

    void write(DataOutput out) throws IOException {
        Fields.writeFloats(embedding, out);
        Fields.writeNullableText(doubt, out);
        out.writeLong(picture);
    }

    static Encoding read(DataInput in) throws IOException {
        float[] embedding = Fields.readFloats(in);
        String doubt = Fields.readNullableText(in);
        return new Encoding(embedding, in.readLong(), doubt);
    }
}
