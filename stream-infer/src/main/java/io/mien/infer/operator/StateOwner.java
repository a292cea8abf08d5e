package io.mien.infer.operator;

import io.mien.infer.element.ModelPlan;
import io.mien.infer.window.SlidingWindows;
import io.mien.models.ModelManifest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose a job's state is. Embeddings of another model, cells of other windows or offsets of another topic would go on without
 * a word, and give readings that are stamped with what they were not made with.
 *
 * @param facts by their names; those that only one side knows are not held against each other
 */
public record StateOwner(Map<String, String> facts) {

    /** Models beside the one of {@code model} that a job may be started with to go on; a line each, both digests. */
    private static final String HEIRS = "heirs";

    private static final Set<String> OF_THE_MODEL = Set.of("model", "preprocessing");

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

    /** The same after other models were deployed: the job may be started with the first, the last or the one as before. */
    public StateOwner with(ModelPlan plan) {
        Map<String, String> all = new LinkedHashMap<>(facts);
        all.put("model", plan.origin().savedModelDigest());
        all.put("preprocessing", plan.origin().preprocessingDigest());
        all.put(
                HEIRS,
                plan.publishing().savedModelDigest() + " " + plan.publishing().preprocessingDigest() + "\n"
                        + facts.get("model") + " " + facts.get("preprocessing"));
        return new StateOwner(all);
    }

    private boolean isHeirOf(StateOwner stateOf) {
        return stateOf.facts
                .getOrDefault(HEIRS, "")
                .lines()
                .anyMatch((facts.get("model") + " " + facts.get("preprocessing"))::equals);
    }

    /** In words, what of this job is not as of the job that the state is of; empty if all is. */
    public Optional<String> objection(StateOwner stateOf) {
        boolean heir = isHeirOf(stateOf);
        return facts.entrySet().stream()
                .filter(fact -> !fact.getKey().equals(HEIRS) && !(heir && OF_THE_MODEL.contains(fact.getKey())))
                .sorted(Map.Entry.comparingByKey())
                .filter(fact -> stateOf.facts.containsKey(fact.getKey())
                        && !Objects.equals(stateOf.facts.get(fact.getKey()), fact.getValue()))
                .findFirst()
                .map(fact -> fact.getKey() + ": " + fact.getValue() + " (expected: " + stateOf.facts.get(fact.getKey())
                        + ", that of the job which left this state)");
    }
}
