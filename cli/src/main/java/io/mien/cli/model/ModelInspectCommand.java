package io.mien.cli.model;

import io.mien.cli.terminal.CommandOutput;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FormatOption;
import io.mien.making.importing.CheckpointInspection;
import io.mien.models.packages.ModelPackage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mien model inspect}. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description =
                "Says what a model package or a checkpoint is: its sizes, and what would be used of a checkpoint's keys.",
        footer = {
            "",
            "Examples:",
            "  mien model inspect dfer-clip.pth",
            "  mien model inspect model.safetensors --format json",
            "  mien model inspect models/dfew",
            "",
            "Nothing in a checkpoint is executed."
        })
final class ModelInspectCommand implements Callable<Integer> {

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "DIR|CHECKPOINT",
            description = "A package's folder, or a file or folder of weights.")
    Path path = Path.of("");

    @Mixin
    CheckpointOptions choices = new CheckpointOptions();

    @Mixin
    FormatOption format = new FormatOption();

    @Override
    public Integer call() {
        if (Files.isRegularFile(path.resolve(ModelPackage.MANIFEST))) {
            PackageReport.of(ModelPackage.open(path)).print(CommandOutput.out(spec), format.format);
        } else {
            CheckpointReport.print(
                    CheckpointInspection.of(path, choices.choices()), CommandOutput.out(spec), format.format);
        }
        return ExitCode.OK.code();
    }
}
