package io.mien.ingest.sources;

/**
 * The expression of a drawn face. Each number goes from 0 (at rest) to 1.
 *
 * @param smile corners of the mouth drawn up and apart
 * @param mouthOpening jaw dropped
 * @param browsRaised brows up
 * @param browsLowered brows down and together
 * @param eyeOpening 1 at rest, 0 closed, more than 1 wide
 */
record DrawnExpression(double smile, double mouthOpening, double browsRaised, double browsLowered, double eyeOpening) {
    static final DrawnExpression NEUTRAL = new DrawnExpression(0, 0, 0, 0, 1);
    static final DrawnExpression SMILING = new DrawnExpression(1, 0.3, 0, 0, 0.75);
    static final DrawnExpression SURPRISED = new DrawnExpression(0, 1, 1, 0, 1.35);
    static final DrawnExpression FROWNING = new DrawnExpression(0, 0, 0, 1, 0.8);

    /** The expression a share of the way to another. */
    DrawnExpression towards(DrawnExpression other, double share) {
        return new DrawnExpression(
                between(smile, other.smile, share),
                between(mouthOpening, other.mouthOpening, share),
                between(browsRaised, other.browsRaised, share),
                between(browsLowered, other.browsLowered, share),
                between(eyeOpening, other.eyeOpening, share));
    }

    private static double between(double from, double to, double share) {
        return from + (to - from) * share;
    }
}
