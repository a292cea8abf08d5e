package io.mien.models.training;

import io.mien.models.network.RandomWeights;
import io.mien.models.network.StemVisionTransformer;
import io.mien.models.network.WeightSource;

/**
 * Where a small model's training starts: seeded random weights, of sizes that let the signal through.
 *
 * @param random the numbers
 * @param encoder whose positions are waves, not random
 * @param prefix of the encoder's weights
 */
record InitialWeights(RandomWeights random, StemVisionTransformer encoder, String prefix) implements WeightSource {
    private static final double POSITION_AMPLITUDE = 0.6;
    /** Rectifiers let half of the signal's power through. */
    private static final double RECTIFIED = Math.sqrt(2);
    /** What a frame shows counts more at first than which frame it is. */
    private static final double TEMPORAL_POSITION = 0.1;

    @Override
    public float[] read(String name, long... shape) {
        if (name.equals(prefix + "positional_embedding")) {
            return encoder.initialPositions(POSITION_AMPLITUDE);
        }
        double factor = 1;
        if (name.startsWith(prefix + "stem.")) {
            factor = RECTIFIED;
        } else if (name.endsWith("pos_embedding") || name.endsWith("cls_token")) {
            factor = TEMPORAL_POSITION;
        }
        float[] values = random.read(name, shape).clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (factor * values[i]);
        }
        return values;
    }
}
