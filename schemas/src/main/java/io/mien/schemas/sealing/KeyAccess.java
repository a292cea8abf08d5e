package io.mien.schemas.sealing;

import java.io.Serializable;

/** Says where the keys are, and opens them. It travels with a job, so it holds no key itself. */
@FunctionalInterface
public interface KeyAccess extends Serializable {
    /** Of no keys. */
    KeyAccess NONE = () -> NoKeys.NONE;

    /**
     * Opens the keys; the caller closes them.
     *
     * @throws RuntimeException that is a {@link io.mien.failures.ToldFailure}, if they cannot be opened
     */
    StreamKeys open();

    /** The same for those who read: what they write stays plain. */
    default KeyAccess forReading() {
        return () -> open().forReading();
    }
}
