package io.mien.cli.model;

import io.mien.cli.clips.InputClip;
import io.mien.models.ModelManifest;
import io.mien.models.clips.ClassifiedClip;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes results for people: the labels of each clip, likeliest first.
 *
 * @param manifest of the model
 */
record ClassificationText(PrintWriter out, ModelManifest manifest) implements ClassificationWriter {

    @Override
    public void write(String input, InputClip clip, ClassifiedClip classified) {
        float[] probabilities = classified.scores().probabilities();
        float[] logits = classified.scores().logits();
        List<String> labels = manifest.labelSet().labels();
        int width = labels.stream().mapToInt(String::length).max().orElse(1);
        out.println(input + (clip.subject() == null ? "" : " " + clip.subject()));
        IntStream.range(0, labels.size())
                .boxed()
                .sorted(Comparator.comparing((Integer label) -> -logits[label]))
                .forEach(label -> out.printf(
                        Locale.ROOT,
                        "  %-" + width + "s  %5.1f %%  (logit %.3f)%n",
                        labels.get(label),
                        100 * probabilities[label],
                        logits[label]));
        manifest.doubt(classified.scores()).ifPresent(doubt -> out.println("  " + doubt));
        out.println("  frames "
                + classified.frames().stream()
                        .map(place -> String.valueOf(clip.numbers().get(place)))
                        .collect(Collectors.joining(" "))
                + " of " + clip.numbers().size());
        out.flush();
    }

    @Override
    public void close() {
        out.flush();
    }
}
