package io.mien.cli.model;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.CommandOutput;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FormatOption;
import io.mien.cli.terminal.PrecisionOption;
import io.mien.models.packages.GoldenCheck;
import io.mien.models.packages.ModelPackage;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SelfCheck;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mien model verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description =
                "Checks a package's files, digests, signatures and shapes, and that the model still gives what it gave"
                        + " when it was built.",
        footer = {"", "Example:", "  mien model verify models/dfew"})
final class ModelVerifyCommand implements Callable<Integer> {

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR", description = "The package.")
    Path folder = Path.of("");

    @Mixin
    PrecisionOption precision = new PrecisionOption();

    @Mixin
    FormatOption format = new FormatOption();

    @Override
    public Integer call() {
        ModelPackage modelPackage = ModelPackage.open(folder);
        GoldenCheck.Outcome outcome =
                SelfCheck.run(modelPackage, RunnerOptions.defaults().withPrecision(precision.choice()));
        PackageReport.of(modelPackage).with(outcome).print(CommandOutput.out(spec), format.format);
        if (!outcome.passed()) {
            throw new CommandException(ExitCode.MODEL, failure(outcome));
        }
        return ExitCode.OK.code();
    }

    private String failure(GoldenCheck.Outcome outcome) {
        if (!outcome.isInBuiltPrecision()) {
            return String.format(
                    Locale.ROOT,
                    "model package %s: in %s its self-check's least cosine of embeddings is %.5f and a probability is off by"
                            + " %.3g (expected: at least %s and at most %s)",
                    folder,
                    outcome.ranWith().precision(),
                    outcome.leastCosine(),
                    outcome.largestProbabilityDifference(),
                    GoldenCheck.BFLOAT16_COSINE,
                    GoldenCheck.BFLOAT16_PROBABILITY_TOLERANCE);
        }
        return String.format(
                Locale.ROOT,
                "model package %s: its self-check is off by %.3g in embeddings and %.3g in logits (expected: at"
                        + " most %.0e and %.0e; it was built with TensorFlow %s on %s)",
                folder,
                outcome.largestEmbeddingDifference(),
                outcome.largestLogitDifference(),
                GoldenCheck.EMBEDDING_TOLERANCE,
                GoldenCheck.LOGIT_TOLERANCE,
                outcome.builtWith().tensorFlowVersion(),
                outcome.builtWith().device());
    }
}
