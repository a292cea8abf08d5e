package io.mien.schemas.sealing;

import io.mien.schemas.RefusedRecordException;
import java.util.Optional;

/** Keys that open, and seal only what names one of them already. Closes them. */
record ReadingKeys(StreamKeys keys) implements StreamKeys {

    @Override
    public Optional<String> keyOf(String streamId) {
        return Optional.empty();
    }

    @Override
    public byte[] seal(String keyId, byte[] content, byte[] bound) throws RefusedRecordException {
        return keys.seal(keyId, content, bound);
    }

    @Override
    public byte[] open(String keyId, byte[] sealed, byte[] bound) throws RefusedRecordException {
        return keys.open(keyId, sealed, bound);
    }

    @Override
    public void close() {
        keys.close();
    }
}
