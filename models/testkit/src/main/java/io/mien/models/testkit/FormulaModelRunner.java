package io.mien.models.testkit;

import io.mien.models.ClipScores;
import io.mien.models.LabelSet;
import io.mien.models.ModelException;
import io.mien.models.ModelManifest;
import io.mien.models.ModelRunner;
import io.mien.models.ModelRunnerFactory;
import io.mien.models.ModelRuntime;
import io.mien.models.ShortClipRule;
import io.mien.pictures.FaceCut;
import io.mien.pictures.PoseRange;
import io.mien.pictures.PreprocessingProfile;
import io.mien.pictures.Resampling;
import io.mien.pictures.ResizeRule;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A model that is a formula. It needs no TensorFlow, and takes a few microseconds a frame. Scores depend on the pixels
 * of every frame and on the frames' order, so that a wrong, missing or swapped frame shows.
 *
 * <ul>
 *   <li>embedding: value {@code k} is byte {@code floor(k * bytes / width)} of the picture, over 255
 *   <li>logit of label {@code c}: 8 times the mean, over frames {@code t} and values {@code k} with {@code k mod labels =
 *       c}, of the embedding's value, frames weighted with {@code 1 + t / frames}
 * </ul>
 *
 * <p>A picture can be poisoned ({@link #poison}), so that every batch with it fails, as one bad item fails a batch on a
 * device; so can a clip, through one of its pictures ({@link #poisonClip}).
 */
public final class FormulaModelRunner implements ModelRunner {
    private static final double LOGIT_SCALE = 8;

    /** Bytes that start a poisoned picture; no prepared photograph has them. */
    private static final byte[] POISON = {(byte) 255, 0, (byte) 255, 0, (byte) 255, 0, (byte) 255, 0, (byte) 255};

    private static final byte[] CLIP_POISON = {0, (byte) 255, 0, (byte) 255, 0, (byte) 255, 0, (byte) 255, 0};

    /** First value of the embedding of a picture that poisons its clips; the formula gives at most 1. */
    private static final float POISONED_EMBEDDING = 2;

    private final ModelManifest manifest;
    private final int pictureBytes;
    private volatile boolean closed;

    /**
     * How large the model pretends to be.
     *
     * @param pictureSize side of a picture in pixels
     * @param embeddingWidth floats in an embedding; at least as many as labels
     * @param clipLength frames in a clip
     * @param labelSet the outputs
     * @param poses of the heads that it pretends to be made for
     * @param leastProbability below which it pretends to be unsure
     */
    public record Settings(
            int pictureSize,
            int embeddingWidth,
            int clipLength,
            LabelSet labelSet,
            PoseRange poses,
            double leastProbability)
            implements Serializable {
        private static final long serialVersionUID = 1L;

        public Settings {
            if (embeddingWidth < labelSet.labels().size() || clipLength < 1) {
                throw new IllegalArgumentException("embedding width " + embeddingWidth + ", clip length " + clipLength
                        + " (expected: at least one value a label, at least one frame)");
            }
        }

        /** 32 pixels, 32 floats, 16 frames, DFEW's seven labels. */
        public static Settings defaults() {
            return new Settings(32, 32, 16, LabelSet.DFEW_7, PoseRange.ANY, ModelManifest.NEVER_UNSURE);
        }
    }

    private record Factory(Settings settings) implements ModelRunnerFactory {
        private static final long serialVersionUID = 1L;

        @Override
        public ModelRunner open() {
            return new FormulaModelRunner(settings);
        }
    }

    public FormulaModelRunner(Settings settings) {
        this.manifest = new ModelManifest(
                "formula",
                "formula-" + settings.pictureSize,
                "1",
                settings.labelSet,
                settings.clipLength,
                settings.embeddingWidth,
                new PreprocessingProfile(
                        settings.pictureSize,
                        new FaceCut.WholeImage(),
                        ResizeRule.SQUASH,
                        Resampling.BILINEAR,
                        settings.poses),
                ShortClipRule.EDGE_PAD,
                "a formula, not a model",
                List.of(),
                new TreeMap<>(),
                true,
                settings.leastProbability,
                "sha256:" + "0".repeat(64));
        this.pictureBytes = 3 * settings.pictureSize * settings.pictureSize;
    }

    /** Opens runners of these settings. */
    public static ModelRunnerFactory factory(Settings settings) {
        return new Factory(settings);
    }

    /** A copy of a picture, of at least three pixels, whose batches fail to be encoded. */
    public static byte[] poison(byte[] picture) {
        return marked(picture, POISON);
    }

    /** A copy of a picture, of at least three pixels, which is encoded, but whose clips' batches fail to be classified. */
    public static byte[] poisonClip(byte[] picture) {
        return marked(picture, CLIP_POISON);
    }

    @Override
    public ModelManifest manifest() {
        return manifest;
    }

    @Override
    public ModelRuntime runtime() {
        return new ModelRuntime("none", "CPU:0", "float32", "none", 1);
    }

    @Override
    public List<float[]> encodeFrames(List<byte[]> pictures) {
        requireOpen();
        for (byte[] picture : pictures) {
            if (picture.length != pictureBytes) {
                throw new IllegalArgumentException(
                        "picture: " + picture.length + " bytes (expected: " + pictureBytes + ")");
            }
        }
        List<float[]> embeddings = new ArrayList<>(pictures.size());
        for (byte[] picture : pictures) {
            if (startsWith(picture, POISON)) {
                throw new ModelException("model " + manifest.name() + ": a batch of " + pictures.size()
                        + " pictures failed: one is poisoned");
            }
            embeddings.add(encode(picture));
        }
        return embeddings;
    }

    @Override
    public List<ClipScores> classifyClips(List<float[][]> clips) {
        requireOpen();
        for (float[][] clip : clips) {
            requireShape(clip);
        }
        List<ClipScores> scores = new ArrayList<>(clips.size());
        for (float[][] clip : clips) {
            for (float[] embedding : clip) {
                if (embedding[0] == POISONED_EMBEDDING) {
                    throw new ModelException("model " + manifest.name() + ": a batch of " + clips.size()
                            + " clips failed: one is poisoned");
                }
            }
            scores.add(classify(clip));
        }
        return scores;
    }

    @Override
    public void close() {
        closed = true;
    }

    private float[] encode(byte[] picture) {
        int width = manifest.embeddingWidth();
        float[] embedding = new float[width];
        for (int k = 0; k < width; k++) {
            embedding[k] = (picture[(int) ((long) k * pictureBytes / width)] & 0xff) / 255f;
        }
        if (startsWith(picture, CLIP_POISON)) {
            embedding[0] = POISONED_EMBEDDING;
        }
        return embedding;
    }

    private ClipScores classify(float[][] clip) {
        int labels = manifest.labelSet().labels().size();
        double[] sums = new double[labels];
        double[] weights = new double[labels];
        for (int t = 0; t < clip.length; t++) {
            double weight = 1 + (double) t / clip.length;
            for (int k = 0; k < clip[t].length; k++) {
                sums[k % labels] += weight * clip[t][k];
                weights[k % labels] += weight;
            }
        }
        float[] logits = new float[labels];
        double total = 0;
        for (int c = 0; c < labels; c++) {
            logits[c] = (float) (LOGIT_SCALE * sums[c] / weights[c]);
            total += Math.exp(logits[c]);
        }
        float[] probabilities = new float[labels];
        for (int c = 0; c < labels; c++) {
            probabilities[c] = (float) (Math.exp(logits[c]) / total);
        }
        return new ClipScores(logits, probabilities);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("model " + manifest.name() + ": its runner is closed");
        }
    }

    private void requireShape(float[][] clip) {
        if (clip.length != manifest.clipLength()) {
            throw new IllegalArgumentException(
                    "clip: " + clip.length + " embeddings (expected: " + manifest.clipLength() + ")");
        }
        for (float[] embedding : clip) {
            if (embedding.length != manifest.embeddingWidth()) {
                throw new IllegalArgumentException(
                        "embedding: " + embedding.length + " floats (expected: " + manifest.embeddingWidth() + ")");
            }
        }
    }

    private static byte[] marked(byte[] picture, byte[] marker) {
        byte[] copy = picture.clone();
        System.arraycopy(marker, 0, copy, 0, marker.length);
        return copy;
    }

    private static boolean startsWith(byte[] picture, byte[] marker) {
        for (int i = 0; i < marker.length; i++) {
            if (picture[i] != marker[i]) {
                return false;
            }
        }
        return true;
    }
}
