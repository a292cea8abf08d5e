package io.mien.infer.deployment;

import io.mien.schemas.avro.ModelPhase;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far a deployment has come.
 *
 * @param id of the command
 * @param phase of it
 * @param since when the phase began, milliseconds since the epoch
 * @param shadow how long both models are to read
 * @param loaded the slots that have the candidate
 * @param agreements by process
 * @param reason why it came to an end, in words
 */
record Deployment(
        String id,
        ModelPhase phase,
        long since,
        Shadow shadow,
        Map<Integer, String> loaded,
        Map<String, Agreement> agreements,
        @Nullable String reason) {

    /**
     * How long both models are to read.
     *
     * @param millis at least
     * @param windows that both have read, at least
     * @param leastAgreement share of windows with the same likeliest label
     */
    record Shadow(long millis, long windows, double leastAgreement) {
        static final Shadow NONE = new Shadow(0, 0, 0);
    }

    Deployment {
        loaded = Map.copyOf(loaded);
        agreements = Map.copyOf(agreements);
    }

    static Deployment begun(String id, ModelPhase phase, long now, Shadow shadow) {
        return new Deployment(id, phase, now, shadow, Map.of(), Map.of(), null);
    }

    boolean isUnderWay() {
        return switch (phase) {
            case LOADING, SHADOW, SWITCHING -> true;
            case ACTIVE, REFUSED, ROLLED_BACK, UNKNOWN -> false;
        };
    }

    Deployment in(ModelPhase next, long now, @Nullable String why) {
        return new Deployment(id, next, now, shadow, loaded, agreements, why);
    }

    Deployment with(int slot, String process, Agreement agreement) {
        Map<Integer, String> slots = new TreeMap<>(loaded);
        slots.put(slot, process);
        Map<String, Agreement> all = new HashMap<>(agreements);
        all.merge(
                process,
                agreement,
                (one, other) ->
                        one.windows() + one.oneAbstained() > other.windows() + other.oneAbstained() ? one : other);
        return new Deployment(id, phase, since, shadow, slots, all, reason);
    }

    Agreement agreement() {
        return agreements.values().stream().reduce(Agreement.NONE, Agreement::and);
    }
}
