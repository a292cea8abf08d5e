package io.mien.dashboard;

import io.mien.schemas.avro.ModelAgreement;
import io.mien.schemas.avro.ModelEvent;
import io.mien.schemas.avro.ModelReference;
import java.time.Instant;

/** Makes what pages show of a model's event. */
final class DeploymentView {
    private static final int LONGEST_TEXT = 300;

    private DeploymentView() {}

    static StateView.Deployment of(ModelEvent event) {
        ModelAgreement agreement = event.getAgreement();
        boolean compared = agreement != null && agreement.getWindows() > 0;
        Instant takesOverAt = event.getTakesOverAt();
        return new StateView.Deployment(
                shortened(event.getGroup()),
                event.getPhase().name(),
                event.getAt().toEpochMilli(),
                name(event.getPublishing()),
                event.getCandidate() == null ? null : name(event.getCandidate()),
                event.getFormer() == null ? null : name(event.getFormer()),
                takesOverAt == null ? null : takesOverAt.toEpochMilli(),
                compared ? agreement.getWindows() : null,
                compared ? agreement.getSameLabel() : null,
                compared ? agreement.getMeanDifference() : null,
                compared ? agreement.getWorstDifference() : null,
                event.getReason() == null ? null : shortened(event.getReason()));
    }

    private static StateView.ModelName name(ModelReference model) {
        return new StateView.ModelName(
                shortened(model.getName()), shortened(model.getVersion()), shortened(model.getSavedModelDigest()));
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
    }
}
