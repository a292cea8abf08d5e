package io.mien.cli.stream;

import io.mien.schemas.avro.ModelAgreement;
import io.mien.schemas.avro.ModelEvent;
import io.mien.schemas.avro.ModelPhase;
import io.mien.schemas.avro.ModelReference;
import java.util.Locale;
import java.util.Set;

/** Says in a line what became of a model that was put into a job. */
final class ModelEventText {
    private static final Set<ModelPhase> ENDS = Set.of(ModelPhase.ACTIVE, ModelPhase.REFUSED, ModelPhase.ROLLED_BACK);

    private ModelEventText() {}

    /** Whether nothing more comes of its command. */
    static boolean isEnd(ModelEvent event) {
        return ENDS.contains(event.getPhase());
    }

    static String line(ModelEvent event) {
        StringBuilder line = new StringBuilder(event.getPhase().name());
        line.append(": ").append(name(event.getPublishing())).append(" publishes");
        if (event.getCandidate() != null) {
            line.append(", ")
                    .append(name(event.getCandidate()))
                    .append(
                            switch (event.getPhase()) {
                                case LOADING -> " is loaded and checked";
                                case SHADOW -> " reads along";
                                case SWITCHING -> " takes over with frames from " + event.getTakesOverAt() + " on";
                                case REFUSED, ROLLED_BACK -> " does not";
                                case ACTIVE, UNKNOWN -> "";
                            });
        }
        if (event.getAgreement() != null && event.getAgreement().getWindows() > 0) {
            line.append("; ").append(agreement(event.getAgreement()));
        }
        if (event.getReason() != null) {
            line.append("; ").append(event.getReason());
        }
        return line.toString();
    }

    static String agreement(ModelAgreement agreement) {
        return String.format(
                Locale.ROOT,
                "%d %s compared, same label in %.1f %%, probabilities differ by %.3f on average and %.3f at worst%s",
                agreement.getWindows(),
                agreement.getWindows() == 1 ? "window" : "windows",
                100.0 * agreement.getSameLabel() / Math.max(1, agreement.getWindows()),
                agreement.getMeanDifference(),
                agreement.getWorstDifference(),
                agreement.getOneAbstained() == 0 ? "" : ", only one had an answer in " + agreement.getOneAbstained());
    }

    static String name(ModelReference model) {
        return model.getName() + " " + model.getVersion();
    }
}
