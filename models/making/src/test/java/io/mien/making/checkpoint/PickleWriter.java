package io.mien.making.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes pickles of protocol 2, instruction by instruction, good ones and bad ones. */
final class PickleWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    PickleWriter() {
        code(0x80).code(2);
    }

    /** One instruction, or any other byte. */
    PickleWriter code(int code) {
        out.write(code);
        return this;
    }

    /** Instructions whose codes are characters, for example {@code "(K"}. */
    PickleWriter codes(String codes) {
        out.writeBytes(codes.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    PickleWriter text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return codes("X").littleEndian(4, utf8.length).bytes(utf8);
    }

    PickleWriter integer(long number) {
        return code(0x8a).code(8).littleEndian(8, number);
    }

    PickleWriter real(double number) {
        return codes("G").bytes(ByteBuffer.allocate(8).putDouble(number).array());
    }

    PickleWriter none() {
        return codes("N");
    }

    PickleWriter global(String module, String name) {
        return codes("c" + module + "\n" + name + "\n");
    }

    PickleWriter tuple(List<Long> numbers) {
        codes("(");
        numbers.forEach(this::integer);
        return codes("t");
    }

    /** A tensor's persistent id and the call that rebuilds it. */
    PickleWriter tensor(
            String storageClass,
            String key,
            String location,
            long stored,
            long offset,
            List<Long> shape,
            List<Long> strides) {
        global("torch._utils", "_rebuild_tensor_v2").codes("(");
        storage(storageClass, key, location, stored);
        integer(offset).tuple(shape).tuple(strides).code(0x89);
        return orderedDict().codes("tR");
    }

    PickleWriter storage(String storageClass, String key, String location, long stored) {
        codes("(").text("storage").global("torch", storageClass).text(key).text(location);
        return integer(stored).codes("tQ");
    }

    PickleWriter orderedDict() {
        return global("collections", "OrderedDict").codes(")R");
    }

    PickleWriter littleEndian(int bytes, long number) {
        byte[] encoded = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(number)
                .array();
        out.write(encoded, 0, bytes);
        return this;
    }

    PickleWriter bytes(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** What has been written, with a full stop. */
    byte[] stop() {
        code('.');
        return out.toByteArray();
    }
}
