package io.mien.schemas.sealing;

import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.RefusedRecordException;
import java.util.Optional;

/** No keys: nothing is sealed, and what is sealed stays so. */
public final class NoKeys implements StreamKeys {
    /** The one there is. */
    public static final StreamKeys NONE = new NoKeys();

    private NoKeys() {}

    @Override
    public Optional<String> keyOf(String streamId) {
        return Optional.empty();
    }

    @Override
    public byte[] seal(String keyId, byte[] content, byte[] bound) throws RefusedRecordException {
        throw refusal(keyId);
    }

    @Override
    public byte[] open(String keyId, byte[] sealed, byte[] bound) throws RefusedRecordException {
        throw refusal(keyId);
    }

    static RefusedRecordException refusal(String keyId) {
        return new RefusedRecordException(
                DeadLetterReason.UNKNOWN_KEY,
                "sealed: with key " + keyId
                        + ", and there are no keys here (expected: the folder that has it, with --keys"
                        + " and --master-key)");
    }

    @Override
    public StreamKeys forReading() {
        return this;
    }

    /** Nothing to close. */
    @Override
    public void close() {}
}
