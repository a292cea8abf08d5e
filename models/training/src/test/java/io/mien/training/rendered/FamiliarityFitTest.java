package io.mien.training.rendered;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.making.network.FamiliarClips;
import io.mien.training.engine.NamedWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class FamiliarityFitTest {
    private static final int WIDTH = 3;
    private static final FamiliarClips FAMILIAR = new FamiliarClips(2, WIDTH, "familiar.");

    /** Two classes around (5, 0, 0) and (0, 5, 0), ten times as wide along the third float as along the others. */
    private static float[] clip(int label, SplittableRandom random) {
        float[] clip = new float[2 * WIDTH];
        for (int frame = 0; frame < 2; frame++) {
            for (int i = 0; i < WIDTH; i++) {
                clip[frame * WIDTH + i] = (float) ((i == label ? 5 : 0) + (i == 2 ? 1 : 0.1) * random.nextGaussian());
            }
        }
        return clip;
    }

    private static EmbeddedClips clips(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<float[]> clips = new ArrayList<>();
        for (int clip = 0; clip < count; clip++) {
            clips.add(clip(clip % 2, random));
        }
        return new EmbeddedClips(WIDTH, List.of(clips));
    }

    private static List<Integer> labels(int count) {
        List<Integer> labels = new ArrayList<>();
        for (int clip = 0; clip < count; clip++) {
            labels.add(clip % 2);
        }
        return labels;
    }

    private static double unlikeness(NamedWeights weights, double... embedding) {
        float[] matrix = weights.read(FAMILIAR.whitening(), WIDTH, WIDTH);
        float[] centres = weights.read(FAMILIAR.centres(), 2, WIDTH);
        double nearest = Double.MAX_VALUE;
        for (int label = 0; label < 2; label++) {
            double squared = 0;
            for (int row = 0; row < WIDTH; row++) {
                double white = 0;
                for (int column = 0; column < WIDTH; column++) {
                    white += matrix[row * WIDTH + column] * embedding[column];
                }
                squared += Math.pow(white - centres[label * WIDTH + row], 2);
            }
            nearest = Math.min(nearest, squared);
        }
        return Math.sqrt(nearest);
    }

    @Test
    void oneFrameOfAHundredHeldBackIsBeyondTheLimitAndWhatWasNeverSeenFarBeyond() {
        EmbeddedClips held = clips(1000, 2);
        NamedWeights weights =
                FamiliarityFit.of(FAMILIAR, clips(2000, 1), labels(2000)).weights(held, 1000);

        int beyond = 0;
        for (int clip = 0; clip < 1000; clip++) {
            float[] frames = held.clip(0, clip);
            for (int at = 0; at < frames.length; at += WIDTH) {
                beyond += unlikeness(weights, frames[at], frames[at + 1], frames[at + 2]) > 1.0001 ? 1 : 0;
            }
        }
        assertThat(beyond).isEqualTo(20);
        assertThat(unlikeness(weights, 2.5, 2.5, 0)).as("between the classes").isGreaterThan(2);
        assertThat(unlikeness(weights, 5, 0, 1.5))
                .as("where clips differ anyway")
                .isLessThan(1);
    }
}
