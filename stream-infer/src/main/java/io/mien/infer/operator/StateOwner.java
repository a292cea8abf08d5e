package io.mien.infer.operator;

import io.mien.infer.window.SlidingWindows;
import io.mien.models.ModelManifest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whose a job's state is. Embeddings of another model, cells of other windows or offsets of another topic would go on without
 * a word, and give readings that are stamped with what they were not made with.
 *
 * @param facts by their names; those that only one side knows are not held against each other
 */
public record StateOwner(Map<String, String> facts) {

    public StateOwner {
        facts = Map.copyOf(facts);
    }

    /**
     * Of a job.
     *
     * @param topicId of {@code face-frames}, which is another when the topic was deleted and made again; null if it is not
     *     known
     */
    public static StateOwner of(ModelManifest manifest, SlidingWindows windows, @Nullable String topicId) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("model", manifest.savedModelDigest());
        facts.put("preprocessing", manifest.preprocessingDigest());
        facts.put(
                "label set",
                manifest.labelSet().name() + " " + manifest.labelSet().labels());
        facts.put("windows", windows.length() + " every " + windows.slide() + ", of " + windows.cells() + " cells");
        if (topicId != null) {
            facts.put("topic face-frames", topicId);
        }
        return new StateOwner(facts);
    }

    /** In words, what of this job is not as of the job that the state is of; empty if all is. */
    public Optional<String> objection(StateOwner stateOf) {
        return facts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .filter(fact -> stateOf.facts.containsKey(fact.getKey())
                        && !Objects.equals(stateOf.facts.get(fact.getKey()), fact.getValue()))
                .findFirst()
                .map(fact -> fact.getKey() + ": " + fact.getValue() + " (expected: " + stateOf.facts.get(fact.getKey())
                        + ", that of the job which left this state)");
    }
}
