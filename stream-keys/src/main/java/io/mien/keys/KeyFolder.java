package io.mien.keys;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.failures.FailureKind;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The files of a folder of keys: {@code keys/ID.json} for each key, wrapped; {@code forgotten/ID.json} for each that was destroyed;
 * {@code journal.jsonl}, which tells who destroyed what and when. Nothing here opens a key.
 */
public final class KeyFolder {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SUFFIX = ".json";

    private final Path folder;

    private KeyFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * A folder that is there.
     *
     * @throws KeyFolderException if it is none of keys
     */
    public static KeyFolder of(Path folder) {
        KeyFolder opened = new KeyFolder(folder);
        opened.requireThere();
        return opened;
    }

    /**
     * Makes a folder of keys.
     *
     * @param masterKey that wraps its keys, as {@link KeyFolderAccess} names it
     * @throws KeyFolderException if it is there already, or cannot be made
     */
    public static void create(Path folder, String masterKey) {
        KeyFolder made = new KeyFolder(folder);
        made.requireNew();
        String check = KeyWrapping.newCheck(MasterKey.open(masterKey), masterKey);
        try {
            KeyFiles.createFolder(made.keys());
            KeyFiles.createFolder(made.forgotten());
            KeyFiles.put(made.description(), JSON.writeValueAsString(new KeyEntry.Folder(1, now(), check)));
        } catch (IOException e) {
            throw new KeyFolderException(
                    FailureKind.DISK, "keys " + folder + ": cannot be made (" + KeyFiles.reason(e) + ")", e);
        }
    }

    /**
     * Refuses a place where keys are, before a master key is made for it.
     *
     * @throws KeyFolderException if there are some
     */
    public static void requireNew(Path folder) {
        new KeyFolder(folder).requireNew();
    }

    private void requireNew() {
        if (Files.exists(description())) {
            throw new KeyFolderException(
                    FailureKind.USAGE, "keys " + folder + ": are there already (expected: a new folder)", null);
        }
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    }

    Path path() {
        return folder;
    }

    private Path description() {
        return folder.resolve("key-folder.json");
    }

    private Path keys() {
        return folder.resolve("keys");
    }

    private Path forgotten() {
        return folder.resolve("forgotten");
    }

    private Path key(String keyId) {
        return keys().resolve(keyId + SUFFIX);
    }

    private Path forgotten(String keyId) {
        return forgotten().resolve(keyId + SUFFIX);
    }

    /**
     * @throws KeyFolderException if the folder is not there, or no longer: a key that is not found in it then means nothing
     */
    void requireThere() {
        if (!Files.isRegularFile(description())) {
            throw new KeyFolderException(
                    FailureKind.INPUT,
                    "keys " + folder + ": no folder of keys (expected: one that mien keys create has made)",
                    null);
        }
    }

    String check() {
        return read(description(), KeyEntry.Folder.class)
                .orElseThrow(() -> broken(description(), null))
                .check();
    }

    /** The wrapped key of an id; empty if there is none. */
    Optional<KeyEntry.Wrapped> wrapped(String keyId) {
        return read(key(keyId), KeyEntry.Wrapped.class);
    }

    /** When and by whom the key of an id was destroyed; empty if it was not. */
    Optional<KeyEntry.Forgotten> forgottenKey(String keyId) {
        return read(forgotten(keyId), KeyEntry.Forgotten.class);
    }

    /** The stream that a key is or was of; empty if it is none of this folder. */
    public Optional<String> streamOf(String keyId) {
        if (!KeyId.isOne(keyId)) {
            return Optional.empty();
        }
        return wrapped(keyId)
                .map(KeyEntry.Wrapped::stream)
                .or(() -> forgottenKey(keyId).map(KeyEntry.Forgotten::stream));
    }

    /** Whether a key was destroyed. */
    public boolean isForgotten(String keyId) {
        return KeyId.isOne(keyId) && Files.exists(forgotten(keyId));
    }

    /** Whether a key is there and was not destroyed, without reading it. */
    boolean isThere(String keyId) {
        return Files.exists(key(keyId)) && !Files.exists(forgotten(keyId));
    }

    /** The ids of a stream's keys that were not destroyed, in their order. */
    List<String> keysOf(String streamId) {
        return ids(keys(), KeyId.prefix(streamId)).stream()
                .filter(id -> !Files.exists(forgotten(id)))
                .toList();
    }

    void add(String keyId, String streamId, String keyset) {
        try {
            KeyFiles.put(key(keyId), JSON.writeValueAsString(new KeyEntry.Wrapped(streamId, now(), keyset)));
        } catch (IOException e) {
            throw new KeyFolderException(
                    FailureKind.DISK,
                    "keys " + folder + ": no key can be added for stream " + streamId + " (" + KeyFiles.reason(e) + ")",
                    e);
        }
    }

    /**
     * Destroys all keys of a stream. That they were is written down first, so that a second call ends what a broken-off one began.
     *
     * @param by who does it, for the journal
     * @throws KeyFolderException if it cannot be done; then it has to be done again
     */
    public Forgetting forget(String streamId, String by) {
        List<KeyEntry.Forgotten> before = new ArrayList<>();
        List<String> destroyed = new ArrayList<>();
        try {
            for (String id : ids(forgotten(), KeyId.prefix(streamId))) {
                forgottenKey(id).ifPresent(before::add);
            }
            String time = now();
            for (String id : ids(keys(), KeyId.prefix(streamId))) {
                Optional<KeyEntry.Wrapped> wrapped = wrapped(id);
                String createdAt = wrapped.map(KeyEntry.Wrapped::createdAt).orElse("");
                KeyFiles.put(
                        forgotten(id), JSON.writeValueAsString(new KeyEntry.Forgotten(streamId, createdAt, time, by)));
                KeyFiles.destroy(key(id));
                destroyed.add(id);
            }
            if (!destroyed.isEmpty()) {
                KeyFiles.append(
                        folder.resolve("journal.jsonl"),
                        JSON.writeValueAsString(new TreeMap<>(java.util.Map.of(
                                "action", "forget", "at", time, "by", by, "stream", streamId, "keys", destroyed))));
            }
            return new Forgetting(
                    streamId,
                    destroyed,
                    before.stream()
                            .map(KeyEntry.Forgotten::forgottenAt)
                            .sorted()
                            .toList());
        } catch (IOException e) {
            throw new KeyFolderException(
                    FailureKind.DISK,
                    "keys " + folder + ": keys of stream " + streamId + " cannot be destroyed (" + KeyFiles.reason(e)
                            + "; expected: a folder that may be written; until this is done again they may be there)",
                    e);
        }
    }

    /** The streams that have keys, and those whose keys were destroyed. */
    public List<StreamKeyCount> streams() {
        TreeMap<String, int[]> counts = new TreeMap<>();
        for (String id : ids(keys(), "")) {
            if (!Files.exists(forgotten(id))) {
                wrapped(id).ifPresent(key -> counts.computeIfAbsent(key.stream(), stream -> new int[2])[0]++);
            }
        }
        for (String id : ids(forgotten(), "")) {
            forgottenKey(id).ifPresent(key -> counts.computeIfAbsent(key.stream(), stream -> new int[2])[1]++);
        }
        return counts.entrySet().stream()
                .map(entry -> new StreamKeyCount(entry.getKey(), entry.getValue()[0], entry.getValue()[1]))
                .toList();
    }

    private List<String> ids(Path of, String prefix) {
        TreeSet<String> ids = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(of, prefix + "*" + SUFFIX)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                String id = name.substring(0, name.length() - SUFFIX.length());
                if (KeyId.isOne(id)) {
                    ids.add(id);
                }
            }
        } catch (IOException e) {
            throw new KeyFolderException(
                    FailureKind.INPUT, "keys " + of + ": cannot be listed (" + KeyFiles.reason(e) + ")", e);
        }
        return List.copyOf(ids);
    }

    private <T> Optional<T> read(Path file, Class<T> type) {
        try {
            return Optional.of(JSON.readValue(Files.readString(file), type));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonProcessingException e) {
            throw broken(file, e);
        } catch (IOException e) {
            throw new KeyFolderException(
                    FailureKind.INPUT, "key file " + file + ": cannot be read (" + KeyFiles.reason(e) + ")", e);
        }
    }

    private static KeyFolderException broken(Path file, @org.jspecify.annotations.Nullable Exception cause) {
        return new KeyFolderException(
                FailureKind.INPUT, "key file " + file + ": broken (expected: as it was written)", cause);
    }
}
