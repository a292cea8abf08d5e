package io.mien.infer.element;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.jspecify.annotations.Nullable;

/**
 * A record ready to be written: a reading or a dead letter.
 *
 * @param topic to write to
 * @param key not to be changed
 * @param value not to be changed
 * @param headers in order
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never changed, never compared
public record OutgoingRecord(String topic, byte @Nullable [] key, byte @Nullable [] value, List<RecordHeader> headers) {

    /** For Flink. */
    public static final TypeInformation<OutgoingRecord> TYPE = new ElementType<>(new Format());

    public OutgoingRecord {
        headers = List.copyOf(headers);
    }

    /** Version 1: the components in their order. */
    public static final class Format implements ElementFormat<OutgoingRecord> {
        private static final long serialVersionUID = 1L;

        @Override
        public Class<OutgoingRecord> type() {
            return OutgoingRecord.class;
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public void write(OutgoingRecord element, DataOutput out) throws IOException {
            out.writeUTF(element.topic);
            Fields.writeNullableBytes(element.key, out);
            Fields.writeNullableBytes(element.value, out);
            Fields.writeHeaders(element.headers, out);
        }

        @Override
        public OutgoingRecord read(int version, DataInput in) throws IOException {
            return new OutgoingRecord(
                    in.readUTF(), Fields.readNullableBytes(in), Fields.readNullableBytes(in), Fields.readHeaders(in));
        }
    }
}
