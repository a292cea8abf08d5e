package io.mien.dashboard;

import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.ReadingStatus;
import java.util.List;

/** Checks what must hold of a reading before it is shown, because anybody may write to the topic. */
final class ReadingCheck {
    private static final int LONGEST_NAME = 1_000;
    private static final int MOST_LABELS = 100;
    private static final double SUM_TOLERANCE = 0.01;

    private ReadingCheck() {}

    /**
     * @throws InvalidReadingException naming the first field that makes no sense
     */
    static void require(ExpressionReading reading) throws InvalidReadingException {
        requireShort("stream_id", reading.getStreamId());
        requireShort("subject_id", reading.getSubjectId());
        requireShort("reading_id", reading.getReadingId());
        List<String> labels = reading.getLabelSet().getLabels();
        if (labels.size() > MOST_LABELS) {
            throw new InvalidReadingException("label_set", labels.size() + " labels", "at most " + MOST_LABELS);
        }
        for (String label : labels) {
            requireShort("label_set", label);
        }
        if (reading.getStatus() != ReadingStatus.ABSTAINED) {
            requireProbabilities(reading, labels);
            requireTopLabel(reading, labels);
        }
    }

    private static void requireProbabilities(ExpressionReading reading, List<String> labels)
            throws InvalidReadingException {
        List<Float> probabilities = reading.getProbabilities();
        if (probabilities.isEmpty() || probabilities.size() != labels.size()) {
            throw new InvalidReadingException(
                    "probabilities", probabilities.size(), labels.size() + ", one for each label");
        }
        double sum = 0;
        for (float probability : probabilities) {
            if (!(probability >= 0 && probability <= 1 + SUM_TOLERANCE)) {
                throw new InvalidReadingException("probabilities", probability, "0 to 1");
            }
            sum += probability;
        }
        if (Math.abs(sum - 1) > SUM_TOLERANCE) {
            throw new InvalidReadingException("probabilities", "a sum of " + sum, "1");
        }
    }

    private static void requireTopLabel(ExpressionReading reading, List<String> labels) throws InvalidReadingException {
        String topLabel = reading.getTopLabel();
        if (topLabel == null || !labels.contains(topLabel)) {
            throw new InvalidReadingException("top_label", String.valueOf(topLabel), "a label of the label set");
        }
    }

    private static void requireShort(String field, String text) throws InvalidReadingException {
        if (text.isEmpty() || text.length() > LONGEST_NAME) {
            throw new InvalidReadingException(
                    field, text.length() + " characters", "1 to " + LONGEST_NAME + " characters");
        }
    }
}
