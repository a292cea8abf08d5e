package io.mien.infer.deployment;

import io.mien.schemas.avro.ModelAgreement;

/**
 * How alike two models have read the same windows.
 *
 * @param windows that both gave a label for
 * @param sameLabel of these, with the same likeliest label
 * @param oneAbstained windows that only one of them gave a label for
 * @param differences the sum, over the windows, of the largest difference of a label's two probabilities
 * @param worst the largest of these
 */
public record Agreement(long windows, long sameLabel, long oneAbstained, double differences, double worst) {
    /** Of no window. */
    public static final Agreement NONE = new Agreement(0, 0, 0, 0, 0);

    /**
     * With one window more.
     *
     * @param published {@code [labels] float32}; empty if that model abstained
     * @param shadow the same of the other model
     */
    public Agreement with(float[] published, float[] shadow) {
        if (published.length == 0 || shadow.length == 0) {
            return published.length == shadow.length
                    ? this
                    : new Agreement(windows, sameLabel, oneAbstained + 1, differences, worst);
        }
        double difference = 0;
        for (int i = 0; i < published.length; i++) {
            difference = Math.max(difference, Math.abs((double) published[i] - shadow[i]));
        }
        return new Agreement(
                windows + 1,
                sameLabel + (top(published) == top(shadow) ? 1 : 0),
                oneAbstained,
                differences + difference,
                Math.max(worst, difference));
    }

    private static int top(float[] probabilities) {
        int top = 0;
        for (int i = 1; i < probabilities.length; i++) {
            if (probabilities[i] > probabilities[top]) {
                top = i;
            }
        }
        return top;
    }

    /** Of all windows of both. */
    Agreement and(Agreement other) {
        return new Agreement(
                windows + other.windows,
                sameLabel + other.sameLabel,
                oneAbstained + other.oneAbstained,
                differences + other.differences,
                Math.max(worst, other.worst));
    }

    /** The share of windows with the same likeliest label; 1 if there are none. */
    public double share() {
        return windows == 0 ? 1 : (double) sameLabel / windows;
    }

    /** The mean of the windows' differences; 0 if there are none. */
    public double meanDifference() {
        return windows == 0 ? 0 : differences / windows;
    }

    ModelAgreement toAvro() {
        return new ModelAgreement(windows, sameLabel, oneAbstained, meanDifference(), worst);
    }

    static Agreement of(ModelAgreement agreement) {
        return new Agreement(
                agreement.getWindows(),
                agreement.getSameLabel(),
                agreement.getOneAbstained(),
                agreement.getMeanDifference() * agreement.getWindows(),
                agreement.getWorstDifference());
    }
}
