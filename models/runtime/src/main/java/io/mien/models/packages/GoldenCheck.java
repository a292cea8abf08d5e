package io.mien.models.packages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.mien.models.ClipScores;
import io.mien.models.ModelException;
import io.mien.models.ModelManifest;
import io.mien.models.ModelRunner;
import io.mien.models.ModelRuntime;
import io.mien.models.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * A model's results on pictures that anyone can make again, kept in its package. The build computes them, and a later
 * run on another machine, with another TensorFlow or without oneDNN, shows whether the model still gives the same.
 */
public final class GoldenCheck {
    /** The file in the package. */
    public static final String FILE = "golden.json";

    /** How far an embedding's float may be off. */
    public static final double EMBEDDING_TOLERANCE = 1e-4;

    /** How far a logit may be off. */
    public static final double LOGIT_TOLERANCE = 1e-3;

    /** How little an embedding in bfloat16 may have in common with the one that is recorded. */
    public static final double BFLOAT16_COSINE = 0.999;

    /** How far a probability may be off in bfloat16. */
    public static final double BFLOAT16_PROBABILITY_TOLERANCE = 0.02;

    /** How far the unlikeness of a clip may be off, as a fraction of it. */
    public static final double UNLIKENESS_TOLERANCE = 1e-3;

    /** The same in bfloat16. */
    public static final double BFLOAT16_UNLIKENESS_TOLERANCE = 0.1;

    private static final String NOT_NOTED = "unknown";

    private static final int FORMAT = 1;
    private static final long SEED = 20_240_229;

    /** A clip repeats them, so that a large model is not asked for 16. */
    private static final int PICTURES = 4;

    private GoldenCheck() {}

    /**
     * The outcome of a check.
     *
     * @param builtWith what the package was built with
     * @param ranWith what it ran with now
     * @param largestEmbeddingDifference the furthest that a float of an embedding is off
     * @param largestLogitDifference the furthest that a logit is off
     * @param leastCosine between an embedding and the one that is recorded
     * @param largestProbabilityDifference the furthest that a probability is off
     * @param unlikenessDifference how far the clip's unlikeness is off, as a fraction of it; none where none is recorded
     */
    public record Outcome(
            ModelRuntime builtWith,
            ModelRuntime ranWith,
            double largestEmbeddingDifference,
            double largestLogitDifference,
            double leastCosine,
            double largestProbabilityDifference,
            OptionalDouble unlikenessDifference) {

        /** Whether all numbers are within the tolerances of the precision that they were computed in. */
        public boolean passed() {
            return isInBuiltPrecision()
                    ? largestEmbeddingDifference <= EMBEDDING_TOLERANCE
                            && largestLogitDifference <= LOGIT_TOLERANCE
                            && isAsUnlike(UNLIKENESS_TOLERANCE)
                    : leastCosine >= BFLOAT16_COSINE
                            && largestProbabilityDifference <= BFLOAT16_PROBABILITY_TOLERANCE
                            && isAsUnlike(BFLOAT16_UNLIKENESS_TOLERANCE);
        }

        private boolean isAsUnlike(double tolerance) {
            return unlikenessDifference.isEmpty() || unlikenessDifference.getAsDouble() <= tolerance;
        }

        /** How far off the numbers are, and how far they may be; about the self-check of a package that was named. */
        public String sentence() {
            return isInBuiltPrecision()
                    ? String.format(
                                    Locale.ROOT,
                                    "its self-check is off by %.3g in embeddings and %.3g in logits (expected: at most"
                                            + " %.0e and %.0e)",
                                    largestEmbeddingDifference,
                                    largestLogitDifference,
                                    EMBEDDING_TOLERANCE,
                                    LOGIT_TOLERANCE)
                            + unlikenessSentence(UNLIKENESS_TOLERANCE)
                    : String.format(
                                    Locale.ROOT,
                                    "in %s its self-check's least cosine of embeddings is %.5f and a probability is off by"
                                            + " %.3g (expected: at least %s and at most %s)",
                                    ranWith.precision(),
                                    leastCosine,
                                    largestProbabilityDifference,
                                    BFLOAT16_COSINE,
                                    BFLOAT16_PROBABILITY_TOLERANCE)
                            + unlikenessSentence(BFLOAT16_UNLIKENESS_TOLERANCE);
        }

        private String unlikenessSentence(double tolerance) {
            return unlikenessDifference.isEmpty()
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            ", and by %.3g of the clip's unlikeness (expected: at most %s)",
                            unlikenessDifference.getAsDouble(),
                            tolerance);
        }

        /** Whether the numbers were computed in the precision that the package's were. */
        public boolean isInBuiltPrecision() {
            return ranWith.precision().equals(builtWith.precision());
        }
    }

    /**
     * The content of the file.
     *
     * @param seed of the pictures
     * @param runtime what computed the numbers
     * @param embeddings of the pictures, {@code [pictures][embedding width]}
     * @param logits of one clip that repeats them
     * @param unlikeness of that clip; none of a model that cannot tell, and none in a file of an earlier version
     */
    @SuppressWarnings("ArrayRecordComponent") // compared here by difference, never by equality
    private record Recorded(
            int format,
            long seed,
            int pictures,
            ModelRuntime runtime,
            List<float[]> embeddings,
            float[] logits,
            List<Float> unlikeness) {}

    /**
     * Runs the model again and compares.
     *
     * @param runner of the package, in any precision
     * @throws ModelException if the package holds no self-check, or it is not one of this model
     */
    public static Outcome compare(ModelPackage modelPackage, ModelRunner runner) {
        Recorded recorded = read(modelPackage);
        Recorded now = compute(runner, recorded.seed, recorded.pictures);
        return new Outcome(
                recorded.runtime,
                now.runtime,
                largestDifference(recorded.embeddings, now.embeddings),
                largestDifference(List.of(recorded.logits), List.of(now.logits)),
                leastCosine(recorded.embeddings, now.embeddings),
                largestDifference(List.of(softmax(recorded.logits)), List.of(softmax(now.logits))),
                unlikenessDifference(recorded.unlikeness, now.unlikeness));
    }

    private static OptionalDouble unlikenessDifference(List<Float> recorded, List<Float> now) {
        if (recorded.isEmpty()) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(now.isEmpty() ? 1 : Math.abs((double) now.get(0) - recorded.get(0)) / recorded.get(0));
    }

    /**
     * Computes the numbers and writes them into a package that is being built.
     *
     * @param runner of the package, in single precision
     */
    public static void record(ModelPackage modelPackage, ModelRunner runner) throws IOException {
        byte[] json = StrictJson.canonical().writeValueAsBytes(compute(runner, SEED, PICTURES));
        Files.write(modelPackage.folder().resolve(FILE), json);
    }

    private static Recorded read(ModelPackage modelPackage) {
        Path file = modelPackage
                .attachment(FILE)
                .orElseThrow(() -> new ModelException("model package " + modelPackage.folder() + ": no " + FILE
                        + " (expected: the self-check that is written when a package is built)"));
        try {
            JsonNode json = StrictJson.reader(JsonNode.class).readValue(Files.readAllBytes(file));
            if (json instanceof ObjectNode content) {
                content.putIfAbsent("unlikeness", content.arrayNode());
            }
            if (json.path("runtime") instanceof ObjectNode runtime) {
                // Earlier versions did not note these.
                runtime.putIfAbsent("instruction_set", TextNode.valueOf(NOT_NOTED));
                runtime.putIfAbsent("threads", IntNode.valueOf(0));
            }
            Recorded recorded = StrictJson.reader(Recorded.class).readValue(json);
            ModelManifest manifest = modelPackage.manifest();
            boolean fits = recorded.format == FORMAT
                    && recorded.pictures > 0
                    && recorded.embeddings.size() == recorded.pictures
                    && recorded.embeddings.stream().allMatch(row -> row.length == manifest.embeddingWidth())
                    && recorded.logits.length == manifest.labelSet().labels().size()
                    && recorded.unlikeness.size() <= 1;
            if (!fits) {
                throw new ModelException(file + ": not this model's self-check (expected: format " + FORMAT + ", "
                        + manifest.embeddingWidth() + " floats a picture, "
                        + manifest.labelSet().labels().size() + " logits)");
            }
            return recorded;
        } catch (JsonProcessingException e) {
            throw new ModelException(file + ": not a self-check: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ModelException(file + ": cannot be read: " + e, e);
        }
    }

    private static Recorded compute(ModelRunner runner, long seed, int count) {
        ModelManifest manifest = runner.manifest();
        List<float[]> embeddings = runner.encodeFrames(
                pictures(seed, count, manifest.preprocessing().size()));
        float[][] clip = new float[manifest.clipLength()][];
        for (int frame = 0; frame < clip.length; frame++) {
            clip[frame] = embeddings.get(frame % count);
        }
        List<float[][]> clips = new ArrayList<>();
        clips.add(clip);
        ClipScores scores = runner.classifyClips(clips).get(0);
        return new Recorded(
                FORMAT,
                seed,
                count,
                runner.runtime(),
                embeddings,
                scores.logits(),
                scores.unlikeness() == ClipScores.NOT_TOLD ? List.of() : List.of(scores.unlikeness()));
    }

    /** Each another colour with noise over it, so that their embeddings differ. */
    private static List<byte[]> pictures(long seed, int count, int side) {
        SplittableRandom random = new SplittableRandom(seed);
        List<byte[]> pictures = new ArrayList<>(count);
        for (int picture = 0; picture < count; picture++) {
            int[] colour = {random.nextInt(192), random.nextInt(192), random.nextInt(192)};
            byte[] pixels = new byte[3 * side * side];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (byte) (colour[i % 3] + random.nextInt(64));
            }
            pictures.add(pixels);
        }
        return pictures;
    }

    private static double largestDifference(List<float[]> expected, List<float[]> actual) {
        double largest = 0;
        for (int row = 0; row < expected.size(); row++) {
            for (int i = 0; i < expected.get(row).length; i++) {
                largest = Math.max(largest, Math.abs((double) expected.get(row)[i] - actual.get(row)[i]));
            }
        }
        return largest;
    }

    private static double leastCosine(List<float[]> expected, List<float[]> actual) {
        double least = 1;
        for (int row = 0; row < expected.size(); row++) {
            double product = 0;
            double ofExpected = 0;
            double ofActual = 0;
            for (int i = 0; i < expected.get(row).length; i++) {
                double one = expected.get(row)[i];
                double other = actual.get(row)[i];
                product += one * other;
                ofExpected += one * one;
                ofActual += other * other;
            }
            double cosine = product / Math.sqrt(ofExpected * ofActual);
            // Written so that what is no number is no agreement.
            least = cosine >= -1 ? Math.min(least, cosine) : -1;
        }
        return least;
    }

    private static float[] softmax(float... logits) {
        double largest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - largest);
        }
        float[] probabilities = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = (float) (Math.exp(logits[i] - largest) / sum);
        }
        return probabilities;
    }
}
