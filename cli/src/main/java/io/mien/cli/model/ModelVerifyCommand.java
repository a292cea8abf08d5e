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
        return "model package " + folder + ": " + outcome.sentence() + "; it was built with TensorFlow "
                + outcome.builtWith().tensorFlowVersion() + " on "
                + outcome.builtWith().device();
    }
}
