package io.mien.making.checkpoint;

import io.mien.making.checkpoint.PickledValue.Constant;
import io.mien.making.checkpoint.PickledValue.Dict;
import io.mien.making.checkpoint.PickledValue.Items;
import io.mien.making.checkpoint.PickledValue.Text;
import io.mien.making.checkpoint.PickledValue.Whole;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the format that {@code torch.save} wrote before PyTorch 1.6, and still writes with {@code
 * _use_new_zipfile_serialization=False}: five pickles (a magic number, a version, the machine, what was saved, the keys
 * of its storages), then for each key eight bytes of element count and the elements.
 */
final class TorchLegacyReader {
    private static final long VERSION = 1001;
    private static final int COUNT_BYTES = 8;

    private final FileChannel channel;
    private final Map<String, LaterStorage> storages = new HashMap<>();

    /** A storage that is mentioned before its place is known. */
    private static final class LaterStorage implements Storage {
        private final String key;
        private final TensorElementType type;
        private final long elements;
        private @Nullable FileStorage place;

        LaterStorage(String key, TensorElementType type, long elements) {
            this.key = key;
            this.type = type;
            this.elements = elements;
        }

        @Override
        public long bytes() {
            return Math.multiplyExact(elements, (long) type.bytes());
        }

        @Override
        public ByteBuffer read(long from, int length) throws IOException {
            if (place == null) {
                throw new IllegalStateException("storage " + key + " is read before its place is known");
            }
            return place.read(from, length);
        }
    }

    private TorchLegacyReader(FileChannel channel) {
        this.channel = channel;
    }

    static Contents read(FileChannel channel) throws IOException {
        return new TorchLegacyReader(channel).read();
    }

    private Contents read() throws IOException {
        channel.position(0);
        InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
        PickleInput input = new PickleInput(in, "pickle", 0);
        Unpickler unpickler = new Unpickler(input, GlobalRole.Scope.TORCH_SAVE, this::storage);
        unpickler.load(); // the magic number, by which the file was recognised
        if (!(unpickler.load() instanceof Whole version) || version.value() != VERSION) {
            throw new RefusedException("another version of torch.save's older form (expected: " + VERSION + ")");
        }
        requireLittleEndian(unpickler.load());
        PickledValue saved = unpickler.load();
        if (!(unpickler.load() instanceof Items keys)) {
            throw new RefusedException("no list of storages after what was saved (expected: one)");
        }
        placeStorages(keys, input.position());
        return StateDict.of(saved);
    }

    private Storage storage(String key, TensorElementType type, long elements) {
        LaterStorage storage = storages.computeIfAbsent(key, name -> new LaterStorage(name, type, elements));
        if (storage.type != type || storage.elements != elements) {
            throw new RefusedException("storage " + key + " is " + storage.elements + " elements of " + storage.type
                    + " in one place, " + elements + " of " + type + " in another");
        }
        return storage;
    }

    private void placeStorages(Items keys, long start) throws IOException {
        long fileBytes = channel.size();
        long position = start;
        for (PickledValue item : keys.items()) {
            if (!(item instanceof Text key) || storages.get(key.value()) == null) {
                throw new RefusedException("the list of storages names one that no tensor is in");
            }
            LaterStorage storage = storages.get(key.value());
            if (storage == null || storage.place != null) {
                throw new RefusedException("the list of storages names " + key.value() + " twice");
            }
            if (position > fileBytes - COUNT_BYTES) {
                throw new RefusedException("truncated before storage " + key.value());
            }
            long count = new FileStorage(channel, position, COUNT_BYTES)
                    .read(0, COUNT_BYTES)
                    .getLong();
            position += COUNT_BYTES;
            if (count != storage.elements) {
                throw new RefusedException("storage " + key.value() + " out of bounds: " + storage.elements
                        + " elements are claimed (it has " + count + ")");
            }
            if (storage.elements > (fileBytes - position) / storage.type.bytes()) {
                throw new RefusedException("truncated within storage " + key.value() + ": " + storage.elements
                        + " elements of " + storage.type + " (the file has " + (fileBytes - position)
                        + " bytes left)");
            }
            storage.place = new FileStorage(channel, position, storage.bytes());
            position += storage.bytes();
        }
        for (LaterStorage storage : storages.values()) {
            if (storage.place == null) {
                throw new RefusedException("storage " + storage.key + " is missing from the list of storages");
            }
        }
    }

    private static void requireLittleEndian(PickledValue machine) {
        if (!(machine instanceof Dict facts) || facts.entries().get(new Text("little_endian")) != Constant.TRUE) {
            throw new RefusedException("written on a big-endian machine (expected: a little-endian one)");
        }
    }
}
