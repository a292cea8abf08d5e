package io.mien.evaluation;

import io.mien.failures.ToldFailure;
import io.mien.models.ClipScores;
import io.mien.models.ModelException;
import io.mien.models.ModelRunner;
import io.mien.models.clips.ClipSampling;
import io.mien.training.store.ClipStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntConsumer;

/** Runs a model over a list of clips whose pictures are faces already, as the data sets' are. */
public final class ListEvaluator {
    private static final int PICTURES_AT_ONCE = 16;

    private final ModelRunner runner;
    private final PreparedClips pictures;
    private final boolean skipBad;

    /** @param runner stays the caller's, who closes it */
    public ListEvaluator(ModelRunner runner, ClipPictures pictures) {
        this(runner, pictures, false);
    }

    /**
     * Describes an evaluation.
     *
     * @param runner stays the caller's, who closes it
     * @param skipBad whether to go on without clips whose pictures cannot be read
     */
    public ListEvaluator(ModelRunner runner, ClipPictures pictures, boolean skipBad) {
        this.runner = runner;
        this.skipBad = skipBad;
        this.pictures = new PreparedClips(pictures, runner.manifest().preprocessing());
    }

    /**
     * Evaluates whole clips, by the published sampling.
     *
     * @param done is told how many clips are done
     * @throws ModelException if a label is none of the model's, or a clip cannot be read
     */
    public Evaluation wholeClips(ClipList list, IntConsumer done) {
        ClipSampling sampling = ClipSampling.of(runner.manifest());
        return evaluate(list, frames -> List.of(sampling.indices(frames)), done);
    }

    /** Evaluates the windows that a stream would be cut into; a clip's probability is the mean of its windows'. */
    public Evaluation windows(ClipList list, TimeGrid grid, IntConsumer done) {
        return evaluate(list, grid::windows, done);
    }

    /**
     * Evaluates a store of rendered clips, which are aligned already.
     *
     * @throws ModelException if its labels are not the model's
     */
    public Evaluation store(ClipStore store, IntConsumer done) {
        List<String> labels = runner.manifest().labelSet().labels();
        if (!store.header().labels().equals(labels)) {
            throw new ModelException("clip store " + store.file() + ": labels "
                    + store.header().labels() + " (expected: the model's, " + labels + ")");
        }
        ClipSampling sampling = ClipSampling.of(runner.manifest());
        List<Integer> window = sampling.indices(store.header().frames());
        int size = runner.manifest().preprocessing().size();
        List<EvaluatedClip> scored = new ArrayList<>();
        for (int clip = 0; clip < store.clips(); clip++) {
            List<byte[]> pictures = store.pictures(clip, size);
            Map<Integer, byte[]> needed = new HashMap<>();
            window.forEach(number -> needed.put(number, pictures.get(number)));
            String path = store.file().getFileName() + "#" + clip;
            ListedClip stored =
                    new ListedClip(path, store.file(), store.header().frames(), store.label(clip));
            scored.add(score(stored, List.of(window), embed(needed), labels.size()));
            done.accept(scored.size());
        }
        return new Evaluation(labels, scored);
    }

    private interface Windows {
        List<List<Integer>> of(int frames);
    }

    private Evaluation evaluate(ClipList given, Windows windows, IntConsumer done) {
        List<String> labels = runner.manifest().labelSet().labels();
        ClipList list = given.withLabels(labels);
        List<EvaluatedClip> scored = new ArrayList<>();
        List<String> skipped = new ArrayList<>(list.skipped());
        int seen = 0;
        for (ListedClip clip : list.clips()) {
            List<List<Integer>> cut = windows.of(clip.frames());
            read(clip, cut, skipped)
                    .ifPresent(prepared -> scored.add(score(clip, cut, embed(prepared), labels.size())));
            done.accept(++seen);
        }
        if (scored.isEmpty()) {
            throw new ModelException("list " + list.file() + ": no clip of it can be read: " + skipped.get(0));
        }
        return new Evaluation(labels, scored, skipped);
    }

    private Optional<Map<Integer, byte[]>> read(ListedClip clip, List<List<Integer>> windows, List<String> skipped) {
        TreeSet<Integer> needed = new TreeSet<>();
        windows.forEach(needed::addAll);
        try {
            return Optional.of(pictures.read(clip, needed));
        } catch (RuntimeException e) {
            if (!skipBad || !(e instanceof ToldFailure)) {
                throw e;
            }
            skipped.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private EvaluatedClip score(
            ListedClip clip, List<List<Integer>> windows, Map<Integer, float[]> embeddings, int classes) {
        List<float[][]> clips = windows.stream()
                .map(window -> window.stream()
                        .map(number -> embeddings.getOrDefault(number, new float[0]))
                        .toArray(float[][]::new))
                .toList();
        List<ClipScores> scores = runner.classifyClips(clips);
        float[] logits = new float[classes];
        float[] probabilities = new float[classes];
        float unlikeness = ClipScores.NOT_TOLD;
        for (ClipScores score : scores) {
            unlikeness = Math.max(unlikeness, score.unlikeness());
            for (int i = 0; i < classes; i++) {
                logits[i] += score.logits()[i] / scores.size();
                probabilities[i] += score.probabilities()[i] / scores.size();
            }
        }
        // A window's certainty counts, so several are compared by probability; a single one's logits tell ties apart.
        int predicted = Confusion.largest(scores.size() == 1 ? logits : probabilities, 0, classes);
        return new EvaluatedClip(
                clip.path(), clip.label(), predicted, boxed(logits), boxed(probabilities), clip.columns(), unlikeness);
    }

    private Map<Integer, float[]> embed(Map<Integer, byte[]> prepared) {
        List<Map.Entry<Integer, byte[]>> all = List.copyOf(new TreeMap<>(prepared).entrySet());
        Map<Integer, float[]> embeddings = new HashMap<>();
        for (int start = 0; start < all.size(); start += PICTURES_AT_ONCE) {
            List<Map.Entry<Integer, byte[]>> batch = all.subList(start, Math.min(all.size(), start + PICTURES_AT_ONCE));
            List<float[]> encoded =
                    runner.encodeFrames(batch.stream().map(Map.Entry::getValue).toList());
            for (int i = 0; i < batch.size(); i++) {
                embeddings.put(batch.get(i).getKey(), encoded.get(i));
            }
        }
        return embeddings;
    }

    private static List<Float> boxed(float[] values) {
        List<Float> boxed = new ArrayList<>();
        for (float value : values) {
            boxed.add(value);
        }
        return boxed;
    }
}
