package io.mien.keys;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import io.mien.failures.FailureKind;
import java.security.GeneralSecurityException;

/** Wraps keys by a master key and unwraps them. Safe for use by many threads. */
final class KeyWrapping {
    private static final byte[] CHECK = "mien key folder".getBytes(UTF_8);

    private final Aead master;
    private final String place;
    private final String check;
    private final KeyFolder folder;

    /**
     * @throws KeyFolderException if the folder's keys are wrapped by another master key
     */
    KeyWrapping(KeyFolder folder, String place) {
        this.folder = folder;
        this.place = place;
        this.master = MasterKey.open(place);
        this.check = folder.check();
        requireMaster();
    }

    static String newCheck(Aead master, String place) {
        try {
            return TinkJsonProtoKeysetFormat.serializeEncryptedKeyset(MasterKey.newKey(), master, CHECK);
        } catch (GeneralSecurityException e) {
            throw new KeyFolderException(
                    FailureKind.INPUT, "master key " + place + ": cannot wrap a key (" + KeyFiles.reason(e) + ")", e);
        }
    }

    private void requireMaster() {
        try {
            KeysetHandle unused = TinkJsonProtoKeysetFormat.parseEncryptedKeyset(check, master, CHECK);
        } catch (GeneralSecurityException e) {
            throw new KeyFolderException(
                    MasterKey.isService(place) ? FailureKind.INPUT : FailureKind.USAGE,
                    "master key " + place + ": does not open the keys of " + folder.path()
                            + (MasterKey.isService(place)
                                    ? " (expected: the service that wrapped them, which answers; " + KeyFiles.reason(e)
                                            + ")"
                                    : " (expected: the one that they were made with)"),
                    e);
        }
    }

    /** A new key, wrapped. */
    String newKeyset(String keyId, String streamId) {
        try {
            return TinkJsonProtoKeysetFormat.serializeEncryptedKeyset(
                    MasterKey.newKey(), master, bound(keyId, streamId));
        } catch (GeneralSecurityException e) {
            throw new KeyFolderException(
                    FailureKind.INPUT, "master key " + place + ": cannot wrap a key (" + KeyFiles.reason(e) + ")", e);
        }
    }

    /**
     * Unwraps a key.
     *
     * @throws GeneralSecurityException if the file is damaged
     * @throws KeyFolderException if it is not the file: a service does not answer
     */
    Aead unwrap(String keyId, KeyEntry.Wrapped wrapped) throws GeneralSecurityException {
        try {
            return MasterKey.aead(TinkJsonProtoKeysetFormat.parseEncryptedKeyset(
                    wrapped.keyset(), master, bound(keyId, wrapped.stream())));
        } catch (GeneralSecurityException e) {
            requireMaster();
            throw e;
        }
    }

    /** A key that is put under another name does not open. */
    private static byte[] bound(String keyId, String streamId) {
        return ("mien stream key " + keyId + " " + streamId).getBytes(UTF_8);
    }
}
