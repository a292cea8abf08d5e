package io.mien.infer.element;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes and reads the fields that formats are made of. A length of -1 stands for null. */
final class Fields {
    private static final int ABSENT = -1;

    private Fields() {}

    static void writeNullableBytes(byte @Nullable [] bytes, DataOutput out) throws IOException {
        if (bytes == null) {
            out.writeInt(ABSENT);
        } else {
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    static byte @Nullable [] readNullableBytes(DataInput in) throws IOException {
        int length = in.readInt();
        if (length == ABSENT) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }

    /** Unlike {@link DataOutput#writeUTF}, without a limit of 64 KiB. */
    static void writeText(String text, DataOutput out) throws IOException {
        writeNullableBytes(text.getBytes(UTF_8), out);
    }

    static String readText(DataInput in) throws IOException {
        String text = readNullableText(in);
        if (text == null) {
            throw new IOException("a text that must be there is absent");
        }
        return text;
    }

    static void writeNullableText(@Nullable String text, DataOutput out) throws IOException {
        writeNullableBytes(text == null ? null : text.getBytes(UTF_8), out);
    }

    static @Nullable String readNullableText(DataInput in) throws IOException {
        byte[] bytes = readNullableBytes(in);
        return bytes == null ? null : new String(bytes, UTF_8);
    }

    /** Their number, and their bits from the highest, in one piece: embeddings are half of what goes between operators. */
    static void writeFloats(float[] values, DataOutput out) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        out.writeInt(values.length);
        out.write(bytes.array());
    }

    static float[] readFloats(DataInput in) throws IOException {
        float[] values = new float[in.readInt()];
        byte[] bytes = new byte[values.length * Float.BYTES];
        in.readFully(bytes);
        ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
        return values;
    }

    static void writeHeaders(List<RecordHeader> headers, DataOutput out) throws IOException {
        out.writeInt(headers.size());
        for (RecordHeader header : headers) {
            writeText(header.name(), out);
            writeNullableBytes(header.value(), out);
        }
    }

    static List<RecordHeader> readHeaders(DataInput in) throws IOException {
        int count = in.readInt();
        List<RecordHeader> headers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            headers.add(new RecordHeader(readText(in), readNullableBytes(in)));
        }
        return headers;
    }
}
