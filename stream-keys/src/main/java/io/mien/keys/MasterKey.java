package io.mien.keys;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.KmsClient;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.aead.XAesGcmKeyManager;
import io.mien.failures.FailureKind;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.EnumSet;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * The key that wraps the streams' keys: in a file that only its owner may read, or in a key service. A service is any that Tink has a
 * {@link KmsClient} for on the class path (the {@code ServiceLoader} finds it); its address is
 * {@code aws-kms://…}, {@code gcp-kms://…} or the like, and the key never leaves it.
 */
public final class MasterKey {
    private static final Set<PosixFilePermission> OWNERS =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    static {
        try {
            AeadConfig.register();
            // Tink has it, and leaves it to the user to register it.
            XAesGcmKeyManager.register(true);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink has AEAD", e);
        }
    }

    private MasterKey() {}

    /**
     * Makes a new key and writes it into a new file that only its owner may read.
     *
     * @throws KeyFolderException if the file is there, or cannot be written
     */
    public static void create(Path file) {
        try {
            String text = TinkJsonProtoKeysetFormat.serializeKeyset(newKey(), InsecureSecretKeyAccess.get());
            KeyFiles.createOwners(file, text);
        } catch (FileAlreadyExistsException e) {
            throw new KeyFolderException(
                    FailureKind.USAGE,
                    "master key " + file
                            + ": is there already (expected: a new file; whoever overwrites a master key destroys"
                            + " all keys that it wraps)",
                    e);
        } catch (IOException | GeneralSecurityException e) {
            throw new KeyFolderException(
                    FailureKind.DISK, "master key " + file + ": cannot be written (" + KeyFiles.reason(e) + ")", e);
        }
    }

    /**
     * Opens a master key.
     *
     * @param place a file, or the address of a key in a key service
     * @throws KeyFolderException if it is not there, others may read it, or it is none
     */
    static Aead open(String place) {
        return isService(place) ? service(place) : file(Path.of(place));
    }

    /** Whether a place is an address of a key service, and no file. */
    public static boolean isService(String place) {
        return place.contains("://");
    }

    static KeysetHandle newKey() throws GeneralSecurityException {
        // Its nonces are long enough to be drawn at random for as many pictures as a camera takes in a lifetime; those
        // of plain
        // AES-GCM repeat too likely after some thousand million.
        return KeysetHandle.generateNew(PredefinedAeadParameters.X_AES_GCM_8_BYTE_SALT_NO_PREFIX);
    }

    static Aead aead(KeysetHandle key) throws GeneralSecurityException {
        return key.getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    private static Aead service(String address) {
        try {
            for (KmsClient client : ServiceLoader.load(KmsClient.class)) {
                if (client.doesSupport(address)) {
                    return client.withDefaultCredentials().getAead(address);
                }
            }
            throw new GeneralSecurityException("none supports it");
        } catch (GeneralSecurityException e) {
            throw new KeyFolderException(
                    FailureKind.USAGE,
                    "master key " + address
                            + ": no key service for this address (expected: a file, or an address whose Tink"
                            + " KmsClient is on the class path; " + KeyFiles.reason(e) + ")",
                    e);
        }
    }

    private static Aead file(Path file) {
        try {
            requireOwners(file);
            return aead(TinkJsonProtoKeysetFormat.parseKeyset(Files.readString(file), InsecureSecretKeyAccess.get()));
        } catch (NoSuchFileException e) {
            throw new KeyFolderException(
                    FailureKind.INPUT,
                    "master key " + file + ": not there (expected: the file that mien keys create has made)",
                    e);
        } catch (IOException e) {
            throw new KeyFolderException(
                    FailureKind.INPUT, "master key " + file + ": cannot be read (" + KeyFiles.reason(e) + ")", e);
        } catch (GeneralSecurityException e) {
            // Without what Tink says: it may quote the file.
            throw new KeyFolderException(
                    FailureKind.USAGE, "master key " + file + ": no key (expected: a file of mien keys create)", null);
        }
    }

    private static void requireOwners(Path file) throws IOException {
        if (!Files.getFileStore(file).supportsFileAttributeView("posix")) {
            return;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (!OWNERS.containsAll(permissions)) {
            throw new KeyFolderException(
                    FailureKind.USAGE,
                    "master key " + file + ": " + PosixFilePermissions.toString(permissions)
                            + " (expected: rw-------, so that nobody else reads it; chmod 600 " + file + ")",
                    null);
        }
    }
}
