package io.mien.training.rendered;

import io.mien.making.network.RandomWeights;
import io.mien.making.network.StemVisionTransformer;
import io.mien.making.network.WeightSource;

/**
 * Gives a small model its first weights: seeded random numbers, of sizes that let the signal through.
 *
 * @param random the numbers
 * @param encoder whose positions are waves, not random
 * @param prefix of the encoder's weights
 */
record InitialWeights(RandomWeights random, StemVisionTransformer encoder, String prefix) implements WeightSource {
    private static final double POSITION_AMPLITUDE = 0.6;
    /** Rectifiers let half of the signal's power through. */
    private static final double RECTIFIED = Math.sqrt(2);
    /** What the stem sees must not drown where it sees it. */
    private static final double STEM_OUTPUT = 0.4;
    /** As PyTorch starts linear layers; smaller ones let the residual path through at first. */
    private static final double LINEAR = Math.sqrt(1.0 / 3);
    /** What is asked for beside the embedding starts near nothing, or its error hides the class's. */
    private static final double AUXILIARY = 0.1;
    /** What a frame shows counts more at first than which frame it is. */
    private static final double TEMPORAL_POSITION = 0.1;

    @Override
    public float[] read(String name, long... shape) {
        if (name.equals(prefix + "positional_embedding")) {
            return encoder.initialPositions(POSITION_AMPLITUDE);
        }
        float[] values = random.read(name, shape).clone();
        if (shape.length > 1) {
            double factor = factor(name);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (factor * values[i]);
            }
        }
        return values;
    }

    private double factor(String name) {
        if (name.startsWith(prefix + "stem.")) {
            int last = encoder.size().stem().size() - 1;
            return name.equals(prefix + "stem." + last + ".weight") ? STEM_OUTPUT : RECTIFIED;
        }
        if (name.startsWith(FrameLoss.AUXILIARY)) {
            return AUXILIARY;
        }
        if (name.endsWith("pos_embedding") || name.endsWith("cls_token")) {
            return TEMPORAL_POSITION;
        }
        return name.endsWith(".weight") ? LINEAR : 1;
    }
}
