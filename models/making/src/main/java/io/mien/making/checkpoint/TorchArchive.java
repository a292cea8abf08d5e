package io.mien.making.checkpoint;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The zip that {@code torch.save} and {@code torch.jit.save} write: one folder, and in it {@code data.pkl}, the storages as
 * {@code data/0}, {@code data/1}, …, and a few entries of a line. All are stored, not compressed, so that nothing here can
 * grow while it is read.
 */
final class TorchArchive {
    private static final String PICKLE = "data.pkl";
    private static final int MOST_ENTRIES = 1_000_000;

    private final ZipFile zip;
    private final long fileBytes;
    private final Map<String, ZipEntry> entries = new HashMap<>();
    private final Map<String, Storage> storages = new HashMap<>();
    private final String folder;
    private final ByteOrder order;

    /** Looks through an open zip, which the caller closes. */
    TorchArchive(ZipFile zip, long fileBytes) throws IOException {
        this.zip = zip;
        this.fileBytes = fileBytes;
        if (zip.size() > MOST_ENTRIES) {
            throw new RefusedException("zip of " + zip.size() + " entries (expected: at most " + MOST_ENTRIES + ")");
        }
        zip.stream().forEach(entry -> {
            if (entries.put(entry.getName(), entry) != null) {
                throw new RefusedException(
                        "zip with two entries named " + entry.getName() + " (expected: one of each)");
            }
        });
        this.folder = onlyFolder();
        this.order = byteOrder();
    }

    /** Whether it has TorchScript's constants. */
    boolean isTorchScript() {
        return entries.containsKey(folder + "constants.pkl");
    }

    /** Reads the pickle. */
    PickledValue unpickle(GlobalRole.Scope scope) throws IOException {
        try (InputStream in = new BufferedInputStream(zip.getInputStream(stored(PICKLE)))) {
            return new Unpickler(new PickleInput(in, PICKLE, 0), scope, this::storage).load();
        }
    }

    private Storage storage(String key, TensorElementType type, long elements) {
        Storage storage = storages.computeIfAbsent(key, name -> new ZipStorage(zip, stored("data/" + name), order));
        if (elements > storage.bytes() / type.bytes()) {
            throw new RefusedException("storage data/" + key + " out of bounds: " + elements + " elements of " + type
                    + " are claimed (it has " + storage.bytes() + " bytes)");
        }
        return storage;
    }

    private ZipEntry stored(String name) {
        ZipEntry entry = entries.get(folder + name);
        if (entry == null) {
            throw new RefusedException("no entry " + folder + name + " in the zip (expected: one)");
        }
        if (entry.getMethod() != ZipEntry.STORED || entry.getCompressedSize() != entry.getSize()) {
            throw new RefusedException("entry " + entry.getName() + " is compressed: " + entry.getCompressedSize()
                    + " bytes claim to be " + entry.getSize() + " (expected: stored, as torch.save writes it)");
        }
        if (entry.getSize() > fileBytes) {
            throw new RefusedException("entry " + entry.getName() + " claims " + entry.getSize()
                    + " bytes (the whole file has " + fileBytes + ")");
        }
        return entry;
    }

    private String onlyFolder() {
        List<String> pickles = entries.keySet().stream()
                .filter(name -> name.endsWith("/" + PICKLE) || name.equals(PICKLE))
                .sorted()
                .toList();
        if (pickles.isEmpty()) {
            ForeignContainer.describeZip(entries.keySet()).ifPresent(what -> {
                throw new RefusedException(what);
            });
        }
        if (pickles.size() != 1) {
            throw new RefusedException("zip with " + (pickles.isEmpty() ? "no " + PICKLE : "several: " + pickles)
                    + " (expected: one FOLDER/" + PICKLE + ", as torch.save writes it)");
        }
        String path = pickles.get(0);
        String only = path.substring(0, path.length() - PICKLE.length());
        entries.keySet().stream()
                .filter(name -> !name.startsWith(only))
                .findFirst()
                .ifPresent(stray -> {
                    throw new RefusedException("zip with the entry " + stray + " (expected: all in " + only
                            + ", as torch.save writes them)");
                });
        return only;
    }

    private ByteOrder byteOrder() throws IOException {
        if (!entries.containsKey(folder + "byteorder")) {
            return ByteOrder.LITTLE_ENDIAN; // files from before the entry was introduced
        }
        try (InputStream in = zip.getInputStream(stored("byteorder"))) {
            String name = new String(in.readNBytes(16), StandardCharsets.ISO_8859_1);
            return switch (name) {
                case "little" -> ByteOrder.LITTLE_ENDIAN;
                case "big" -> ByteOrder.BIG_ENDIAN;
                default -> throw new RefusedException("byteorder " + name + " (expected: little or big)");
            };
        }
    }
}
