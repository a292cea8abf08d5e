package io.mien.infer;

import io.mien.models.ClipScores;
import io.mien.models.ModelException;
import io.mien.models.ModelManifest;
import io.mien.models.ModelRunner;
import io.mien.models.ModelRunnerFactory;
import io.mien.models.ModelRuntime;
import io.mien.models.PackageReference;
import io.mien.models.testkit.FormulaModelRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens variants of the formula, each named by a letter: one for the job, others as packages whose location is the letter. A
 * variant answers otherwise than the others, and fails on embeddings that are not its own. Opening one from a place that begins with {@code x} fails.
 *
 * @param launched the letter of the job's own
 */
record VariantRunnerFactory(String launched) implements ModelRunnerFactory {
    private static final long serialVersionUID = 1L;
    private static final Set<String> OPEN = ConcurrentHashMap.newKeySet();

    @Override
    public ModelRunner open() {
        return new Variant(launched);
    }

    @Override
    public ModelRunner open(PackageReference other) {
        if (other.location().startsWith("x")) {
            throw new ModelException(
                    "model package " + other.location() + ": its self-check is off by 1 in embeddings");
        }
        return new Variant(other.location());
    }

    /** The letters of the runners that are open in this process. */
    static Set<String> opened() {
        return Set.copyOf(OPEN);
    }

    static ModelManifest manifest(String letter) {
        try (ModelRunner runner = new FormulaModelRunner(FormulaModelRunner.Settings.defaults())) {
            ModelManifest of = runner.manifest();
            return new ModelManifest(
                    of.family(),
                    "formula-" + letter,
                    of.version(),
                    of.labelSet(),
                    of.clipLength(),
                    of.embeddingWidth(),
                    of.preprocessing(),
                    of.shortClips(),
                    of.weights(),
                    of.sources(),
                    of.buildOptions(),
                    of.untrained(),
                    of.leastProbability(),
                    "sha256:" + letter.repeat(64));
        }
    }

    private static final class Variant implements ModelRunner {
        private final String letter;
        private final ModelManifest manifest;
        private final ModelRunner formula = new FormulaModelRunner(FormulaModelRunner.Settings.defaults());

        Variant(String letter) {
            this.letter = letter;
            this.manifest = VariantRunnerFactory.manifest(letter);
            OPEN.add(letter);
        }

        @Override
        public ModelManifest manifest() {
            return manifest;
        }

        @Override
        public ModelRuntime runtime() {
            return formula.runtime();
        }

        private float mark() {
            return letter.charAt(0) / 1_000f;
        }

        @Override
        public List<float[]> encodeFrames(List<byte[]> pictures) {
            List<float[]> embeddings = new ArrayList<>();
            for (float[] formulas : formula.encodeFrames(pictures)) {
                float[] embedding = new float[formulas.length];
                embedding[0] = mark();
                for (int k = 1; k < embedding.length; k++) {
                    embedding[k] = formulas[(k + letter.charAt(0)) % formulas.length];
                }
                embeddings.add(embedding);
            }
            return embeddings;
        }

        @Override
        public List<ClipScores> classifyClips(List<float[][]> clips) {
            for (float[][] clip : clips) {
                for (float[] embedding : clip) {
                    if (embedding[0] != mark()) {
                        throw new IllegalStateException(
                                "variant " + letter + " was given an embedding of " + embedding[0]);
                    }
                }
            }
            return formula.classifyClips(clips);
        }

        @Override
        public void close() {
            OPEN.remove(letter);
            formula.close();
        }
    }
}
