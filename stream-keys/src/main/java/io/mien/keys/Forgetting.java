package io.mien.keys;

import java.util.List;

/**
 * What a stream's forgetting did.
 *
 * @param stream its id
 * @param destroyed ids of the keys that were destroyed now
 * @param before when keys of it were destroyed earlier
 */
public record Forgetting(String stream, List<String> destroyed, List<String> before) {
    public Forgetting {
        destroyed = List.copyOf(destroyed);
        before = List.copyOf(before);
    }
}
