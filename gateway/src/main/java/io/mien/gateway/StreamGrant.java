package io.mien.gateway;

import io.mien.schemas.IdentifierRule;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets who has a token send the tiles of one stream and read its readings.
 *
 * @param streamId 1 to 200 characters
 * @param token of its own
 * @param purpose what the pictures are taken for, stamped on each and on the readings; null: nothing is declared
 */
public record StreamGrant(
        String streamId, StreamToken token, @Nullable String purpose) {
    /** As in ingest, which refuses longer ones. */
    private static final IdentifierRule STREAM_IDS = new IdentifierRule(200);

    /** @throws IllegalArgumentException if the id or the purpose cannot be used */
    public StreamGrant {
        Optional<String> objection = STREAM_IDS.objection("stream", streamId);
        if (objection.isEmpty() && purpose != null) {
            objection = IdentifierRule.OF_PURPOSES.objection("purpose", purpose);
        }
        if (objection.isPresent()) {
            throw new IllegalArgumentException(objection.get());
        }
    }
}
