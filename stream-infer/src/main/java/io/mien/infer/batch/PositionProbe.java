package io.mien.infer.batch;

import io.mien.models.ClipScores;
import io.mien.models.ModelException;
import io.mien.models.ModelManifest;
import io.mien.models.ModelRunner;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Whether a batch's rows are alike: with padding alone they need not be. oneDNN's AVX2 code sums the last rows of a matrix in
 * another order than the first, so that a frame's bits hang on its place in the batch.
 */
final class PositionProbe {
    private static final int SEED = 7;

    private PositionProbe() {}

    /**
     * Encodes and classifies batches of equal items.
     *
     * @throws ModelException if their results are not equal bit for bit
     */
    static void requireAlike(ModelRunner runner, int frames, int clips) {
        ModelManifest manifest = runner.manifest();
        Random random = new Random(SEED);
        int size = manifest.preprocessing().size();
        byte[] picture = new byte[3 * size * size];
        random.nextBytes(picture);
        requireEqual(runner, "frames", runner.encodeFrames(Collections.nCopies(frames, picture)));

        float[][] clip = new float[manifest.clipLength()][manifest.embeddingWidth()];
        for (float[] embedding : clip) {
            for (int i = 0; i < embedding.length; i++) {
                embedding[i] = (float) random.nextGaussian();
            }
        }
        requireEqual(
                runner,
                "clips",
                runner.classifyClips(Collections.nCopies(clips, clip)).stream()
                        .map(ClipScores::logits)
                        .toList());
    }

    private static void requireEqual(ModelRunner runner, String items, List<float[]> rows) {
        for (int i = 1; i < rows.size(); i++) {
            if (!Arrays.equals(rows.get(0), rows.get(i))) {
                throw new ModelException("exact batches of " + rows.size() + " " + items + ": item " + i
                        + " of equal ones has other bits than the first, with model "
                        + runner.manifest().name() + " and " + runner.runtime()
                        + " (expected: the same; another instruction set or --batch has it)");
            }
        }
    }
}
