package io.mien.models.clips;

import io.mien.models.ModelException;
import io.mien.models.ModelRunner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Classifies whole clips, one at a time. Safe for use by many threads if its runner is. */
public final class WholeClipClassifier {
    private static final int DEFAULT_BATCH_SIZE = 16;

    private final ModelRunner runner;
    private final ClipSampling sampling;
    private final int batchSize;

    /** @param runner which the caller closes */
    public WholeClipClassifier(ModelRunner runner) {
        this(runner, DEFAULT_BATCH_SIZE);
    }

    /** @param batchSize how many pictures are encoded together, at least 1 */
    public WholeClipClassifier(ModelRunner runner, int batchSize) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("batch size: " + batchSize + " (expected: at least 1)");
        }
        this.runner = runner;
        this.sampling = ClipSampling.of(runner.manifest());
        this.batchSize = batchSize;
    }

    /** The numbers of the frames whose pictures {@link #classify} needs, of a clip of so many. */
    public SortedSet<Integer> framesOf(int frames) {
        return new TreeSet<>(sampling.indices(frames));
    }

    /**
     * Classifies a clip. A frame that stands in several places of the clip is encoded once.
     *
     * @param frames how many it has, at least 1
     * @param pictures by number, those of {@link #framesOf}, each prepared by the model's preprocessing profile:
     *     {@code [size, size, 3] uint8}
     * @throws IllegalArgumentException if a picture is missing or of another size
     * @throws ModelException if the model fails
     */
    public ClassifiedClip classify(int frames, Map<Integer, byte[]> pictures) {
        Map<Integer, float[]> embeddings = encode(List.copyOf(framesOf(frames)), pictures);
        List<Integer> indices = sampling.indices(frames);
        List<float[]> clip = indices.stream()
                .map(index -> embeddings.getOrDefault(index, new float[0]))
                .toList();
        List<float[][]> clips = List.of(new float[][][] {clip.toArray(float[][]::new)});
        return new ClassifiedClip(indices, clip, runner.examineClips(clips).get(0));
    }

    private Map<Integer, float[]> encode(List<Integer> numbers, Map<Integer, byte[]> pictures) {
        Map<Integer, float[]> embeddings = new HashMap<>();
        for (int start = 0; start < numbers.size(); start += batchSize) {
            List<Integer> batch = numbers.subList(start, Math.min(numbers.size(), start + batchSize));
            List<byte[]> prepared = new ArrayList<>(batch.size());
            for (int number : batch) {
                byte[] picture = pictures.get(number);
                if (picture == null) {
                    throw new IllegalArgumentException(
                            "picture " + number + ": missing (expected: those numbered " + numbers + ")");
                }
                prepared.add(picture);
            }
            List<float[]> encoded = runner.encodeFrames(prepared);
            for (int i = 0; i < batch.size(); i++) {
                embeddings.put(batch.get(i), encoded.get(i));
            }
        }
        return embeddings;
    }
}
