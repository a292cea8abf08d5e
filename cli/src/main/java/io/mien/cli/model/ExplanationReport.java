package io.mien.cli.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mien.cli.terminal.CommandOutput;
import io.mien.cli.terminal.OutputFormat;
import io.mien.cli.terminal.Words;
import io.mien.models.ClipScores;
import io.mien.models.ExaminedClip;
import io.mien.models.ModelException;
import io.mien.models.packages.ModelExplanation;
import io.mien.models.packages.ModelExplanation.Label;
import io.mien.models.packages.ModelExplanation.LearnedToken;
import io.mien.models.packages.ModelExplanation.Prompt;
import io.mien.models.packages.ModelPackage;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Explains a model's labels, for people and for programs.
 *
 * @param folder of the package
 * @param family of the model
 * @param labels in the label set's order
 * @param inputs how each clip scored
 */
record ExplanationReport(String folder, String family, List<ExplainedLabel> labels, List<ExplainedInput> inputs) {

    /** A label and its prompts. */
    record ExplainedLabel(String label, List<ExplainedPrompt> prompts) {}

    /**
     * A prompt.
     *
     * @param text as it was given; or, if only its tokens are known, their words with {@code *} for learned ones
     * @param tokens from start to end
     * @param learned the tokens that were learned
     */
    record ExplainedPrompt(String text, List<Integer> tokens, List<ExplainedToken> learned) {}

    /** A learned token and the words near it, nearest first. */
    record ExplainedToken(int position, List<NearWord> nearest) {}

    /**
     * A word near a learned token.
     *
     * @param word null without a vocabulary
     * @param distance Euclidean
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record NearWord(int token, @Nullable String word, double distance) {}

    /**
     * The scores of a clip.
     *
     * @param subject whose face it is, or null if the input is the face
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ExplainedInput(String input, @Nullable String subject, List<ScoredLabel> labels) {

        static ExplainedInput of(
                String input, @Nullable String subject, ModelExplanation explanation, ExaminedClip examined) {
            ClipScores scores = examined.scores();
            // One prompt a label: its score is the label's.
            float[] prompts = examined.promptLogits().orElse(scores.logits());
            List<ScoredLabel> labels = new ArrayList<>();
            int next = 0;
            for (Label label : explanation.labels()) {
                int index = labels.size();
                int end = next + label.prompts().size();
                if (index >= scores.logits().length || end > prompts.length) {
                    throw new ModelException("model gave " + prompts.length
                            + " prompts' scores (expected: as many as in " + ModelExplanation.FILE + ")");
                }
                List<Float> promptScores = new ArrayList<>();
                for (; next < end; next++) {
                    promptScores.add(prompts[next]);
                }
                labels.add(new ScoredLabel(
                        label.label(), scores.logits()[index], scores.probabilities()[index], promptScores));
            }
            return new ExplainedInput(input, subject, labels);
        }
    }

    /**
     * The scores of a label.
     *
     * @param prompts each one's own logit, in the order of the label's prompts
     */
    record ScoredLabel(String label, float logit, float probability, List<Float> prompts) {}

    static ExplanationReport of(
            ModelPackage modelPackage, ModelExplanation explanation, Words words, List<ExplainedInput> inputs) {
        return new ExplanationReport(
                modelPackage.folder().toString(),
                modelPackage.manifest().family(),
                explanation.labels().stream()
                        .map(label -> new ExplainedLabel(
                                label.label(),
                                label.prompts().stream()
                                        .map(prompt -> explained(prompt, words))
                                        .toList()))
                        .toList(),
                inputs);
    }

    private static ExplainedPrompt explained(Prompt prompt, Words words) {
        return new ExplainedPrompt(
                prompt.text().isEmpty() ? inWords(prompt, words) : prompt.text(),
                prompt.tokens(),
                prompt.learned().stream()
                        .map(token -> new ExplainedToken(
                                token.position(),
                                token.nearest().stream()
                                        .map(near ->
                                                new NearWord(near.token(), words.of(near.token()), near.distance()))
                                        .toList()))
                        .toList());
    }

    /** The tokens without start and end. */
    private static String inWords(Prompt prompt, Words words) {
        List<Integer> learned =
                prompt.learned().stream().map(LearnedToken::position).toList();
        List<String> shown = new ArrayList<>();
        for (int position = 1; position < prompt.tokens().size() - 1; position++) {
            shown.add(
                    learned.contains(position)
                            ? "*"
                            : words.show(prompt.tokens().get(position)));
        }
        return String.join(" ", shown);
    }

    void print(PrintWriter out, OutputFormat format) {
        switch (format) {
            case TEXT -> printText(out);
            case JSON -> CommandOutput.printJson(out, this);
        }
    }

    private void printText(PrintWriter out) {
        for (ExplainedLabel label : labels) {
            out.println(label.label());
            for (ExplainedPrompt prompt : label.prompts()) {
                out.println("  " + prompt.text());
                for (ExplainedToken token : prompt.learned()) {
                    out.println("    learned " + token.position() + ": " + nearest(token));
                }
            }
        }
        for (ExplainedInput input : inputs) {
            out.println();
            out.println(input.input()
                    + Optional.ofNullable(input.subject())
                            .map(subject -> " " + subject)
                            .orElse(""));
            for (int i = 0; i < input.labels().size(); i++) {
                print(out, input.labels().get(i), labels.get(i).prompts());
            }
        }
        out.flush();
    }

    private static void print(PrintWriter out, ScoredLabel label, List<ExplainedPrompt> prompts) {
        out.printf(
                Locale.ROOT, "  %s  %.1f %%  (logit %.3f)%n", label.label(), 100 * label.probability(), label.logit());
        for (int i = 0; i < prompts.size(); i++) {
            out.printf(
                    Locale.ROOT,
                    "    %8.3f  %s%n",
                    label.prompts().get(i),
                    prompts.get(i).text());
        }
    }

    private static String nearest(ExplainedToken token) {
        return token.nearest().stream()
                .map(near -> String.format(
                        Locale.ROOT,
                        "%s (%.3f)",
                        near.word() == null ? "#" + near.token() : near.word(),
                        near.distance()))
                .collect(Collectors.joining(", "));
    }
}
