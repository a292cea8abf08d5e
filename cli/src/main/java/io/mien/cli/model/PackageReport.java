package io.mien.cli.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mien.cli.terminal.Choice;
import io.mien.cli.terminal.CommandOutput;
import io.mien.cli.terminal.ModelText;
import io.mien.cli.terminal.OutputFormat;
import io.mien.models.ModelManifest;
import io.mien.models.packages.GoldenCheck;
import io.mien.models.packages.ModelPackage;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Describes a model package, for people and for programs.
 *
 * @param folder where it is
 * @param manifest what it says of itself
 * @param selfCheck how far the model's answers are from those recorded when it was built; null if that was not asked
 */
record PackageReport(
        String folder,
        ModelManifest manifest,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable SelfCheck selfCheck) {

    /**
     * The result of a self-check.
     *
     * @param passed whether both are within their tolerances
     * @param largestEmbeddingDifference of any float of an embedding
     * @param largestLogitDifference of any logit
     * @param precision that it was made in
     * @param leastCosine of an embedding
     * @param largestProbabilityDifference of any label
     * @param unlikenessDifference of the clip, as a fraction; null where the package has none to hold it against
     */
    record SelfCheck(
            boolean passed,
            double largestEmbeddingDifference,
            double largestLogitDifference,
            String precision,
            double leastCosine,
            double largestProbabilityDifference,
            @Nullable Double unlikenessDifference) {
        static SelfCheck of(GoldenCheck.Outcome outcome) {
            return new SelfCheck(
                    outcome.passed(),
                    outcome.largestEmbeddingDifference(),
                    outcome.largestLogitDifference(),
                    outcome.ranWith().precision(),
                    outcome.leastCosine(),
                    outcome.largestProbabilityDifference(),
                    outcome.unlikenessDifference().isPresent()
                            ? outcome.unlikenessDifference().getAsDouble()
                            : null);
        }
    }

    static PackageReport of(ModelPackage modelPackage) {
        return new PackageReport(modelPackage.folder().toString(), modelPackage.manifest(), null);
    }

    PackageReport with(GoldenCheck.Outcome outcome) {
        return new PackageReport(folder, manifest, SelfCheck.of(outcome));
    }

    void print(PrintWriter out, OutputFormat format) {
        switch (format) {
            case TEXT -> printText(out);
            case JSON -> CommandOutput.printJson(out, this);
        }
    }

    private void printText(PrintWriter out) {
        out.println(folder + ": " + ModelText.of(manifest));
        out.println("  family         " + manifest.family());
        out.println("  labels         " + manifest.labelSet().name() + " "
                + manifest.labelSet().labels());
        out.println(
                "  clip           " + manifest.clipLength() + " frames, embeddings of " + manifest.embeddingWidth());
        out.println("  short clips    " + Choice.word(manifest.shortClips()));
        out.println("  preprocessing  " + manifest.preprocessing());
        out.println("  weights        " + manifest.weights());
        manifest.sources()
                .forEach(source -> out.println("  made of        " + source.role() + ": " + source.file() + ", "
                        + source.bytes() + " bytes, sha256 " + source.sha256()));
        manifest.buildOptions().forEach((option, value) -> out.println("  built with     " + option + "=" + value));
        out.println("  saved model    " + manifest.savedModelDigest());
        if (selfCheck != null) {
            out.printf(
                    Locale.ROOT,
                    "  self-check     %s in %s: embeddings within %.2g (cosine %.5f), logits within %.2g, probabilities within"
                            + " %.2g%s%n",
                    selfCheck.passed() ? "passed" : "FAILED",
                    selfCheck.precision(),
                    selfCheck.largestEmbeddingDifference(),
                    selfCheck.leastCosine(),
                    selfCheck.largestLogitDifference(),
                    selfCheck.largestProbabilityDifference(),
                    selfCheck.unlikenessDifference() == null
                            ? ""
                            : String.format(
                                    Locale.ROOT, ", unlikeness within %.2g of it", selfCheck.unlikenessDifference()));
        }
        out.flush();
    }
}
