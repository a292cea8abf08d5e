package io.mien.training.published;

import io.mien.evaluation.ClipPictures;
import io.mien.evaluation.ListedClip;
import io.mien.models.ModelException;
import io.mien.models.clips.TrainSampling;
import io.mien.pictures.RgbImage;
import io.mien.training.augmentation.ClipAugmentation;
import io.mien.training.augmentation.Randomness;
import io.mien.training.engine.Batch;
import io.mien.training.engine.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Makes batches of listed clips as the published code does: all clips in another order each epoch. The clips left over
 * after the last whole batch are not seen in that epoch. Safe for use by many threads; the same place gives the same
 * batch.
 *
 * @param clips that are learned from, at least a batch
 * @param pictures reads them
 * @param sampling which of their frames
 * @param augmentation what is done to these
 * @param size side of the pictures that come of it
 * @param classes how many
 * @param batch clips of a step
 * @param seed of everything random
 * @param purpose names the random numbers, so that stages draw different ones
 */
record ListedClipBatches(
        List<ListedClip> clips,
        ClipPictures pictures,
        TrainSampling sampling,
        ClipAugmentation augmentation,
        int size,
        int classes,
        int batch,
        long seed,
        String purpose) {

    ListedClipBatches {
        clips = List.copyOf(clips);
        requireBatch(clips.size(), batch);
    }

    static void requireBatch(int clips, int batch) {
        if (batch < 1 || batch > clips) {
            throw new ModelException("batch: " + batch + " clips, of " + clips
                    + " to learn from (expected: from 1 to as many as there are; --batch)");
        }
    }

    int stepsPerEpoch() {
        return clips.size() / batch;
    }

    /** Feeds {@code image [batch * frames, size, size, 3]} and {@code target [batch, classes]}. */
    Batch batch(int epoch, int step) {
        int[] order = Randomness.permutation(clips.size(), Randomness.of(seed, purpose + " order", epoch));
        List<byte[]> images = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int i = 0; i < batch; i++) {
            int index = order[step * batch + i];
            ListedClip clip = clips.get(index);
            SplittableRandom random = Randomness.of(seed, purpose + " clip", epoch, index);
            List<Integer> frames = sampling.indices(clip.frames(), random);
            Map<Integer, RgbImage> read = pictures.read(clip.place(), new TreeSet<>(frames));
            List<RgbImage> inOrder = new ArrayList<>();
            for (int frame : frames) {
                RgbImage picture = read.get(frame);
                if (picture == null) {
                    throw new IllegalStateException("clip " + clip.place() + ": frame " + frame + " was not read");
                }
                inOrder.add(picture);
            }
            images.addAll(augmentation.apply(inOrder, random));
            labels.add(clip.label());
        }
        return new Batch(
                Map.of(
                        DferClipLoss.IMAGE, Tensors.pictures(images, size),
                        DferClipLoss.TARGET, Tensors.oneHot(labels, classes)),
                labels);
    }
}
