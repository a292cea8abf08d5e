package io.mien.cli.stream;

import io.mien.schemas.avro.ModelAgreement;
import io.mien.schemas.avro.ModelEvent;
import io.mien.schemas.avro.ModelReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of the models that were put into a job, as JSON.
 *
 * @param group of the job
 * @param current the last step; null if nothing was ever deployed
 * @param steps of all deployments, the oldest first
 */
record ModelStatus(String group, @Nullable Step current, List<Step> steps) {

    /** One step; times as ISO 8601. */
    record Step(
            String deploymentId,
            String phase,
            String at,
            Model publishing,
            @Nullable Model candidate,
            @Nullable Model former,
            @Nullable String takesOverAt,
            @Nullable Agreement agreement,
            @Nullable String reason) {
        static Step of(ModelEvent event) {
            Instant takesOverAt = event.getTakesOverAt();
            return new Step(
                    event.getDeploymentId(),
                    event.getPhase().name(),
                    event.getAt().toString(),
                    Model.of(event.getPublishing()),
                    event.getCandidate() == null ? null : Model.of(event.getCandidate()),
                    event.getFormer() == null ? null : Model.of(event.getFormer()),
                    takesOverAt == null ? null : takesOverAt.toString(),
                    event.getAgreement() == null ? null : Agreement.of(event.getAgreement()),
                    event.getReason());
        }
    }

    /** A model as its readings name it. */
    record Model(String name, String version, String savedModelDigest, String preprocessingDigest, boolean untrained) {
        static Model of(ModelReference model) {
            return new Model(
                    model.getName(),
                    model.getVersion(),
                    model.getSavedModelDigest(),
                    model.getPreprocessingDigest(),
                    model.getUntrained());
        }
    }

    /** How alike the two models have read. */
    record Agreement(
            long windows,
            long sameLabel,
            @Nullable Double share,
            long oneAbstained,
            double meanDifference,
            double worstDifference) {
        static Agreement of(ModelAgreement agreement) {
            return new Agreement(
                    agreement.getWindows(),
                    agreement.getSameLabel(),
                    agreement.getWindows() == 0 ? null : (double) agreement.getSameLabel() / agreement.getWindows(),
                    agreement.getOneAbstained(),
                    agreement.getMeanDifference(),
                    agreement.getWorstDifference());
        }
    }

    static ModelStatus of(String group, List<ModelEvent> events) {
        return new ModelStatus(
                group,
                events.isEmpty() ? null : Step.of(events.get(events.size() - 1)),
                steps(events).stream().map(Step::of).toList());
    }

    /** The last event of each phase of each deployment: what was said again in between only counted on. */
    static List<ModelEvent> steps(List<ModelEvent> events) {
        List<ModelEvent> steps = new ArrayList<>();
        for (ModelEvent event : events) {
            ModelEvent last = steps.isEmpty() ? null : steps.get(steps.size() - 1);
            if (last != null
                    && last.getDeploymentId().equals(event.getDeploymentId())
                    && last.getPhase() == event.getPhase()) {
                steps.remove(steps.size() - 1);
            }
            steps.add(event);
        }
        return steps;
    }
}
