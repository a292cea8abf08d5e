package io.mien.making.network;

import java.util.List;

/**
 * The way in which a network turns a pixel's red, green and blue, as fractions of 255, into numbers: {@code (x - mean)
 * / deviation}. It is part of the graph, because it belongs to the weights. CLIP's family does not agree on one:
 * DFER-CLIP and Exp-CLIP feed the plain fractions, CLIP itself and CLIPER normalise.
 *
 * @param mean of red, green and blue
 * @param deviation of red, green and blue; none is 0
 */
public record PixelNormalization(List<Double> mean, List<Double> deviation) {

    /** Fractions of 255 and nothing more. */
    public static final PixelNormalization NONE =
            new PixelNormalization(List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));

    /** What CLIP was trained with. */
    public static final PixelNormalization CLIP = new PixelNormalization(
            List.of(0.48145466, 0.4578275, 0.40821073), List.of(0.26862954, 0.26130258, 0.27577711));

    public PixelNormalization {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (mean.size() != 3 || deviation.size() != 3 || deviation.contains(0.0)) {
            throw new IllegalArgumentException(
                    "normalisation: mean " + mean + ", deviation " + deviation + " (expected: three each, none 0)");
        }
    }

    /** What an 8-bit value is multiplied with. */
    float[] scale() {
        float[] scale = new float[3];
        for (int channel = 0; channel < 3; channel++) {
            scale[channel] = (float) (1 / (255 * deviation.get(channel)));
        }
        return scale;
    }

    /** What a black pixel is, in 8-bit values from the mean: {@code shift / scale}. */
    float[] darkness() {
        float[] darkness = new float[3];
        for (int channel = 0; channel < 3; channel++) {
            darkness[channel] = (float) (-255 * mean.get(channel));
        }
        return darkness;
    }

    /** What is added afterwards. */
    float[] shift() {
        float[] shift = new float[3];
        for (int channel = 0; channel < 3; channel++) {
            shift[channel] = (float) (-mean.get(channel) / deviation.get(channel));
        }
        return shift;
    }
}
