package io.mien.infer.element;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/**
 * A record of {@code face-frames} as received, untouched.
 *
 * @param topic where it lies
 * @param partition where it lies
 * @param offset where it lies
 * @param key as received; not to be changed
 * @param value as received; not to be changed
 * @param headers as received
 * @param appendedAt the broker's clock when it was appended, milliseconds since the epoch; {@link #UNKNOWN} if the topic keeps
 *     the writers' own times
 */
@SuppressWarnings("ArrayRecordComponent") // handed on as received, never compared
public record SourceRecord(
        String topic,
        int partition,
        long offset,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<RecordHeader> headers,
        long appendedAt) {
    /** The time of a record that does not say when it was appended. */
    public static final long UNKNOWN = -1;

    /** For Flink. */
    public static final TypeInformation<SourceRecord> TYPE = new ElementType<>(new Format());

    public SourceRecord {
        headers = List.copyOf(headers);
    }

    /** Of no known time. */
    public SourceRecord(
            String topic,
            int partition,
            long offset,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<RecordHeader> headers) {
        this(topic, partition, offset, key, value, headers, UNKNOWN);
    }

    /** The last header of a name; null if there is none, or if it is empty. */
    public byte @Nullable [] header(String name) {
        for (int i = headers.size() - 1; i >= 0; i--) {
            if (headers.get(i).name().equals(name)) {
                return headers.get(i).value();
            }
        }
        return null;
    }

    /** Version 2: the components in their order. Version 1 had no times. */
    public static final class Format implements ElementFormat<SourceRecord> {
        private static final long serialVersionUID = 1L;

        @Override
        public Class<SourceRecord> type() {
            return SourceRecord.class;
        }

        @Override
        public int version() {
            return 2;
        }

        @Override
        public void write(SourceRecord element, DataOutput out) throws IOException {
            out.writeUTF(element.topic);
            out.writeInt(element.partition);
            out.writeLong(element.offset);
            Fields.writeNullableBytes(element.key, out);
            Fields.writeNullableBytes(element.value, out);
            Fields.writeHeaders(element.headers, out);
            out.writeLong(element.appendedAt);
        }

        @Override
        public SourceRecord read(int version, DataInput in) throws IOException {
            return new SourceRecord(
                    in.readUTF(),
                    in.readInt(),
                    in.readLong(),
                    Fields.readNullableBytes(in),
                    Fields.readNullableBytes(in),
                    Fields.readHeaders(in),
                    version < 2 ? UNKNOWN : in.readLong());
        }
    }
}
