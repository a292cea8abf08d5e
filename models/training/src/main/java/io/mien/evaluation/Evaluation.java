package io.mien.evaluation;

import io.mien.pictures.NaturalOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The results of a model over a list.
 *
 * @param labels names of the classes
 * @param clips what it said of each
 * @param skipped what was left out of the list, each with the reason
 */
public record Evaluation(List<String> labels, List<EvaluatedClip> clips, List<String> skipped) {
    /** Of a whole list. */
    public Evaluation(List<String> labels, List<EvaluatedClip> clips) {
        this(labels, clips, List.of());
    }

    public Evaluation {
        labels = List.copyOf(labels);
        clips = List.copyOf(clips);
        skipped = List.copyOf(skipped);
    }

    /** Counts which class was taken for which. */
    public Confusion confusion() {
        Confusion.Counter counter = new Confusion.Counter(labels.size());
        clips.forEach(clip -> counter.add(clip.label(), clip.predicted()));
        return counter.count();
    }

    /**
     * The clips that remain if the likeliest label has to be at least this likely and the clip like those of training; a
     * model that asks for it abstains on the others.
     */
    public Evaluation ofSure(double leastProbability) {
        return new Evaluation(
                labels,
                clips.stream()
                        .filter(EvaluatedClip::isFamiliar)
                        .filter(clip -> Collections.max(clip.probabilities()) >= leastProbability)
                        .toList());
    }

    /** How many clips are unlike those that the model was trained on. */
    public int unfamiliar() {
        return (int) clips.stream().filter(clip -> !clip.isFamiliar()).count();
    }

    /** What other margins would cost and bring. */
    public CoverageCurve coverage() {
        return CoverageCurve.of(this);
    }

    /** Classes that the list has no clips of. */
    public List<String> absent() {
        return confusion().absent().stream().map(labels::get).toList();
    }

    /** Whether the probabilities mean what they say. */
    public ReliabilityDiagram reliability() {
        return ReliabilityDiagram.of(clips);
    }

    /** Expected calibration error: {@link ReliabilityDiagram#expectedError}. */
    public double calibrationError() {
        return reliability().expectedError();
    }

    /** Names of what the list says of its clips besides, in its order. */
    public List<String> columns() {
        return clips.isEmpty() ? List.of() : List.copyOf(clips.get(0).columns().keySet());
    }

    /**
     * The clips apart, by what a column of the list says of them.
     *
     * @param column one of {@link #columns}
     * @return by its values, in natural order; {@code ""} for clips of which it says nothing
     */
    public SortedMap<String, Evaluation> groups(String column) {
        SortedMap<String, List<EvaluatedClip>> apart = new TreeMap<>(NaturalOrder.INSTANCE);
        for (EvaluatedClip clip : clips) {
            apart.computeIfAbsent(clip.columns().getOrDefault(column, ""), value -> new ArrayList<>())
                    .add(clip);
        }
        SortedMap<String, Evaluation> groups = new TreeMap<>(NaturalOrder.INSTANCE);
        apart.forEach((value, group) -> groups.put(value, new Evaluation(labels, group)));
        return groups;
    }

    /** The clips that were taken for another class the most surely: those whose own label was least likely come first. */
    public List<EvaluatedClip> worst(int most) {
        return clips.stream()
                .filter(clip -> !clip.isRight())
                .sorted(Comparator.comparing(EvaluatedClip::probabilityOfLabel).thenComparing(EvaluatedClip::path))
                .limit(most)
                .toList();
    }

    /** The clips of several lists, as those of one. */
    public static Evaluation together(List<Evaluation> evaluations) {
        return new Evaluation(
                evaluations.get(0).labels(),
                evaluations.stream()
                        .flatMap(evaluation -> evaluation.clips().stream())
                        .toList(),
                evaluations.stream()
                        .flatMap(evaluation -> evaluation.skipped().stream())
                        .toList());
    }
}
