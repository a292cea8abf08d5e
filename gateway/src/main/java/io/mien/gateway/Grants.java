package io.mien.gateway;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Which token opens which stream. Immutable. */
final class Grants {
    private final Map<String, StreamGrant> byStream = new LinkedHashMap<>();

    /** @throws IllegalArgumentException if two are of one stream, or have one token */
    Grants(Collection<StreamGrant> grants) {
        for (StreamGrant grant : grants) {
            if (byStream.containsKey(grant.streamId())) {
                throw new IllegalArgumentException(
                        "stream " + grant.streamId() + ": there twice (expected: one token for each stream)");
            }
            for (StreamGrant other : byStream.values()) {
                if (other.token().equals(grant.token())) {
                    throw new IllegalArgumentException("stream " + grant.streamId() + ": has the token of stream "
                            + other.streamId() + " (expected: one of its own)");
                }
            }
            byStream.put(grant.streamId(), grant);
        }
    }

    Collection<StreamGrant> all() {
        return byStream.values();
    }

    /** Whether a token opens any stream. */
    boolean holds(StreamToken token) {
        return byStream.values().stream().anyMatch(grant -> grant.token().equals(token));
    }

    /** Whom a token belongs to. It is compared with every one, and takes the same time whichever it is. */
    Optional<StreamGrant> find(String shown) {
        byte[] digest = StreamToken.digest(shown);
        StreamGrant found = null;
        for (StreamGrant grant : byStream.values()) {
            if (grant.token().hasDigest(digest)) {
                found = grant;
            }
        }
        return Optional.ofNullable(found);
    }
}
