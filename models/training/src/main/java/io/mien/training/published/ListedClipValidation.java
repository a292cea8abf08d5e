package io.mien.training.published;

import io.mien.evaluation.Confusion;
import io.mien.evaluation.ListedClip;
import io.mien.evaluation.PreparedClips;
import io.mien.models.clips.ClipSampling;
import io.mien.training.engine.Batch;
import io.mien.training.engine.Tensors;
import io.mien.training.engine.TrainingGraph;
import io.mien.training.engine.TrainingStage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Scores a network that is being trained on listed clips, by the published sampling for tests.
 *
 * @param clips that are not learned from, at least one
 * @param prepared reads them
 * @param sampling which of their frames
 * @param classes how many
 * @param atOnce clips that are computed together
 */
record ListedClipValidation(
        List<ListedClip> clips, PreparedClips prepared, ClipSampling sampling, int classes, int atOnce) {

    ListedClipValidation {
        clips = List.copyOf(clips);
    }

    Confusion score(TrainingGraph graph) {
        Confusion.Counter counter = new Confusion.Counter(classes);
        for (int start = 0; start < clips.size(); start += atOnce) {
            List<ListedClip> some = clips.subList(start, Math.min(clips.size(), start + atOnce));
            List<Integer> labels = some.stream().map(ListedClip::label).toList();
            try (Batch batch = batch(some, labels)) {
                float[] logits =
                        graph.evaluate(batch.feeds(), TrainingStage.LOGITS).get(TrainingStage.LOGITS);
                for (int row = 0; row < labels.size(); row++) {
                    counter.add(labels.get(row), Confusion.largest(logits, row * classes, (row + 1) * classes));
                }
            }
        }
        return counter.count();
    }

    private Batch batch(List<ListedClip> some, List<Integer> labels) {
        List<byte[]> images = new ArrayList<>();
        for (ListedClip clip : some) {
            List<Integer> frames = sampling.indices(clip.frames());
            Map<Integer, byte[]> read = prepared.read(clip, new TreeSet<>(frames));
            frames.forEach(frame -> images.add(read.getOrDefault(frame, new byte[0])));
        }
        return new Batch(
                Map.of(
                        DferClipLoss.IMAGE,
                                Tensors.pictures(
                                        images, prepared.preprocessing().size()),
                        DferClipLoss.TARGET, Tensors.oneHot(labels, classes)),
                labels);
    }
}
