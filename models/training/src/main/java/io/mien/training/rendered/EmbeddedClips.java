package io.mien.training.rendered;

import io.mien.making.network.ImageEncoder;
import io.mien.models.ModelException;
import io.mien.training.augmentation.FaceAugmentation;
import io.mien.training.augmentation.Randomness;
import io.mien.training.engine.FrameEmbedder;
import io.mien.training.store.ClipStore;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Clips as an encoder sees them, computed once: {@code [copies][clips][frames * width]}.
 *
 * @param width floats of an embedding
 * @param values not to be changed
 */
record EmbeddedClips(int width, List<List<float[]>> values) {
    EmbeddedClips {
        values = values.stream().map(List::copyOf).toList();
    }

    /**
     * Embeds clips.
     *
     * @param augmentation what each copy is changed by; one draw serves a whole clip
     * @param threads that work at once
     */
    static EmbeddedClips of(
            FrameEmbedder embedder,
            ImageEncoder encoder,
            ClipSubset clips,
            FaceAugmentation augmentation,
            long seed,
            int copies,
            int threads) {
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            List<List<Future<float[]>>> pending = new ArrayList<>();
            for (int copy = 0; copy < copies; copy++) {
                List<Future<float[]>> ofCopy = new ArrayList<>();
                int number = copy;
                for (int clip : clips.clips()) {
                    ofCopy.add(workers.submit(
                            () -> embedder.embed(pictures(clips.store(), clip, augmentation, seed, number))));
                }
                pending.add(ofCopy);
            }
            List<List<float[]>> values = new ArrayList<>();
            for (List<Future<float[]>> ofCopy : pending) {
                List<float[]> embedded = new ArrayList<>();
                for (Future<float[]> clip : ofCopy) {
                    embedded.add(clip.get());
                }
                values.add(embedded);
            }
            return new EmbeddedClips(encoder.embedding(), values);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelException("training: interrupted while clips were embedded", e);
        } catch (ExecutionException e) {
            throw new ModelException("training: clips could not be embedded: " + e.getCause(), e);
        } finally {
            workers.shutdownNow();
        }
    }

    private static List<byte[]> pictures(
            ClipStore store, int clip, FaceAugmentation augmentation, long seed, int copy) {
        ClipStore.Header header = store.header();
        SplittableRandom random = Randomness.of(seed, "clip", copy, clip);
        FaceAugmentation.Draw draw = augmentation.draw(random, header.templateOrigin(), header.templateSize());
        List<byte[]> pictures = new ArrayList<>();
        for (int frame = 0; frame < header.frames(); frame++) {
            pictures.add(augmentation.apply(draw, store.frame(clip, frame), header.size(), random));
        }
        return pictures;
    }

    float[] clip(int copy, int index) {
        return values.get(copy).get(index);
    }

    int copies() {
        return values.size();
    }

    /** The standard deviation of each of the embeddings' floats. */
    float[] deviations() {
        double[] sums = new double[width];
        double[] squares = new double[width];
        long frames = 0;
        for (float[] clip : values.get(0)) {
            for (int i = 0; i < clip.length; i++) {
                sums[i % width] += clip[i];
                squares[i % width] += (double) clip[i] * clip[i];
            }
            frames += clip.length / width;
        }
        float[] deviations = new float[width];
        for (int i = 0; i < width; i++) {
            double mean = sums[i] / frames;
            deviations[i] = (float) Math.sqrt(Math.max(squares[i] / frames - mean * mean, 0));
        }
        return deviations;
    }
}
