package io.mien.keys;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KmsClient;
import java.security.GeneralSecurityException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A key service in this process, at addresses {@code test-kms://NAME}, that can be switched off. */
public final class PretendedKeyService implements KmsClient {
    static final AtomicBoolean AWAY = new AtomicBoolean();
    private static final ConcurrentHashMap<String, Aead> KEYS = new ConcurrentHashMap<>();

    /** For the ServiceLoader. */
    public PretendedKeyService() {}

    @Override
    public boolean doesSupport(String keyUri) {
        return keyUri.startsWith("test-kms://");
    }

    @Override
    public KmsClient withCredentials(@Nullable String credentialPath) {
        return this;
    }

    @Override
    public KmsClient withDefaultCredentials() {
        return this;
    }

    @Override
    public Aead getAead(String keyUri) {
        Aead key = KEYS.computeIfAbsent(keyUri, address -> {
            try {
                return MasterKey.aead(MasterKey.newKey());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        });
        return new Aead() {
            @Override
            public byte[] encrypt(byte[] plaintext, byte[] associatedData) throws GeneralSecurityException {
                requireThere();
                return key.encrypt(plaintext, associatedData);
            }

            @Override
            public byte[] decrypt(byte[] ciphertext, byte[] associatedData) throws GeneralSecurityException {
                requireThere();
                return key.decrypt(ciphertext, associatedData);
            }
        };
    }

    private static void requireThere() throws GeneralSecurityException {
        if (AWAY.get()) {
            throw new GeneralSecurityException("the key service does not answer");
        }
    }
}
