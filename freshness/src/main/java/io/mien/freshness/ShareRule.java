package io.mien.freshness;

import java.time.Duration;

/**
 * Which share of the cells is to be encoded, so that what comes out is never older than a bound. Up to half of the bound
 * nothing is passed over: a pause of the machine must cost no reading. From there on the share is what the model was seen to
 * work off of what there was, and less than that the closer the bound is, so that the age comes back to the half and stays
 * there.
 *
 * @param bound of the age
 */
record ShareRule(Duration bound) {
    /** Never nothing: what comes out of the model is how one learns that it works again. */
    static final double LEAST = 0.01;

    /** Of a share a second, while all is fresh: from a tenth to the whole in five seconds. */
    private static final double GROWTH = 0.5;
    /** The share is at most so much less than what the model works off: the age falls by as much a second. */
    private static final double MOST_CUT = 0.5;
    /** At a time: what was worked off of a burst, as after a start, says little. */
    private static final double MOST_FALL = 0.5;

    /**
     * The share from now on.
     *
     * @param share until now, 0 to 1
     * @param ageMillis of the oldest frame that is not encoded yet
     * @param workedOff frames encoded by cells offered, of late
     * @param seconds since the share was set
     */
    double next(double share, long ageMillis, double workedOff, double seconds) {
        double most = bound.toMillis();
        double wanted = most / 2;
        if (ageMillis <= wanted) {
            double grown = share * (1 + GROWTH * seconds * (wanted - ageMillis) / wanted);
            return Math.min(1, Math.max(grown, workedOff));
        }
        double pressure = Math.min(1, (ageMillis - wanted) / (most - wanted));
        double least = Math.max(LEAST, share * MOST_FALL);
        return Math.min(1, Math.max(least, workedOff * (1 - MOST_CUT * pressure)));
    }
}
