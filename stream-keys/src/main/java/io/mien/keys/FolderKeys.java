package io.mien.keys;

import com.google.crypto.tink.Aead;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.sealing.StreamKeys;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The keys of a folder. An opened key is kept, and looked for in the folder again once it was not for {@link #NOTICED_WITHIN}: then a key
 * that was destroyed elsewhere is let go.
 */
final class FolderKeys implements StreamKeys {
    /** How long a key may be used after it was destroyed. */
    static final Duration NOTICED_WITHIN = Duration.ofSeconds(5);

    /** Ids of streams come from strangers; more than these are opened again each time. */
    private static final int MOST_KEPT = 10_000;

    private final KeyFolder folder;
    private final KeyWrapping wrapping;
    private final LongSupplier nanoTime;
    private final Map<String, Opened> opened = new ConcurrentHashMap<>();
    private final Map<String, String> present = new ConcurrentHashMap<>();

    private record Opened(Aead aead, long checkedAt) {}

    FolderKeys(KeyFolder folder, KeyWrapping wrapping, LongSupplier nanoTime) {
        this.folder = folder;
        this.wrapping = wrapping;
        this.nanoTime = nanoTime;
    }

    @Override
    public Optional<String> keyOf(String streamId) {
        String known = present.get(streamId);
        if (known != null && (isFresh(known) || folder.isThere(known))) {
            return Optional.of(known);
        }
        String keyId = chosen(streamId);
        keep(present, streamId, keyId);
        return Optional.of(keyId);
    }

    /** Two processes may each make one at the same time: both are the stream's, and are forgotten together. */
    private synchronized String chosen(String streamId) {
        folder.requireThere();
        List<String> there = folder.keysOf(streamId);
        if (!there.isEmpty()) {
            return there.get(0);
        }
        String keyId = KeyId.newId(streamId);
        folder.add(keyId, streamId, wrapping.newKeyset(keyId, streamId));
        return keyId;
    }

    @Override
    public byte[] seal(String keyId, byte[] content, byte[] bound) throws RefusedRecordException {
        try {
            return aead(keyId).encrypt(content, bound);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AEAD seals everything", e);
        }
    }

    @Override
    public byte[] open(String keyId, byte[] sealed, byte[] bound) throws RefusedRecordException {
        Aead aead = aead(keyId);
        try {
            return aead.decrypt(sealed, bound);
        } catch (GeneralSecurityException e) {
            throw new RefusedRecordException(
                    DeadLetterReason.NOT_AUTHENTIC,
                    "sealed: " + sealed.length + " bytes that key " + keyId
                            + " does not open (expected: as they were sealed,"
                            + " in the record that they were sealed for)");
        }
    }

    private boolean isFresh(String keyId) {
        Opened known = opened.get(keyId);
        return known != null && nanoTime.getAsLong() - known.checkedAt < NOTICED_WITHIN.toNanos();
    }

    private Aead aead(String keyId) throws RefusedRecordException {
        Opened known = opened.get(keyId);
        if (known != null && isFresh(keyId)) {
            return known.aead;
        }
        long now = nanoTime.getAsLong();
        Aead aead = known != null && folder.isThere(keyId) ? known.aead : load(keyId);
        keep(opened, keyId, new Opened(aead, now));
        return aead;
    }

    private Aead load(String keyId) throws RefusedRecordException {
        opened.remove(keyId);
        present.values().remove(keyId);
        if (!KeyId.isOne(keyId)) {
            throw new RefusedRecordException(
                    DeadLetterReason.UNKNOWN_KEY,
                    "sealed: key id of " + keyId.length() + " characters (expected: one of Mien's)");
        }
        Optional<KeyEntry.Forgotten> forgotten = folder.forgottenKey(keyId);
        if (forgotten.isPresent()) {
            throw new RefusedRecordException(
                    DeadLetterReason.ERASED,
                    "erased: key " + keyId + " was destroyed at "
                            + forgotten.get().forgottenAt());
        }
        Optional<KeyEntry.Wrapped> wrapped = folder.wrapped(keyId);
        if (wrapped.isEmpty()) {
            folder.requireThere();
            throw new RefusedRecordException(
                    DeadLetterReason.UNKNOWN_KEY,
                    "sealed: key " + keyId + " is not in " + folder.path()
                            + " (expected: the folder of the keys that it was" + " sealed with)");
        }
        try {
            return wrapping.unwrap(keyId, wrapped.get());
        } catch (GeneralSecurityException e) {
            throw new RefusedRecordException(
                    DeadLetterReason.UNKNOWN_KEY,
                    "sealed: the file of key " + keyId + " in " + folder.path()
                            + " is damaged (expected: as it was written)");
        }
    }

    private static <V> void keep(Map<String, V> kept, String key, V value) {
        if (kept.size() >= MOST_KEPT) {
            kept.clear();
        }
        kept.put(key, value);
    }

    /** Lets go of all keys. */
    @Override
    public void close() {
        opened.clear();
        present.clear();
    }
}
