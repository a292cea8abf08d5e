package io.mien.schemas.sealing;

import io.mien.schemas.RefusedRecordException;
import java.util.Optional;

/**
 * The keys of streams: what seals the pictures and readings of each, and what opens them until it is destroyed. A failure of the
 * place that the keys are in (a folder, a service) is thrown as a {@link io.mien.failures.ToldFailure}: try again.
 *
 * <p>Threads: all methods may be called by several threads at once.
 */
public interface StreamKeys extends AutoCloseable {
    /** The key that the stream's records are sealed with now, made if there is none; empty if they are to stay plain. */
    Optional<String> keyOf(String streamId);

    /**
     * Seals.
     *
     * @param keyId a key that {@link #keyOf} has given or a record names
     * @param content what is sealed
     * @param bound what must be the same when it is opened
     * @throws RefusedRecordException if the key is not known, or was destroyed
     */
    byte[] seal(String keyId, byte[] content, byte[] bound) throws RefusedRecordException;

    /**
     * Opens what was sealed.
     *
     * @throws RefusedRecordException if the key is not known or was destroyed, or if content or bound are not what was sealed
     */
    byte[] open(String keyId, byte[] sealed, byte[] bound) throws RefusedRecordException;

    /** The same keys for those who read: what they write stays plain. */
    default StreamKeys forReading() {
        return new ReadingKeys(this);
    }

    /** Lets go of the keys that were opened. Whoever uses this still has them opened again. */
    @Override
    void close();
}
