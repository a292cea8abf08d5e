package io.mien.cli.model;

import io.mien.cli.terminal.Choice;
import io.mien.cli.terminal.CommandOutput;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FormatOption;
import io.mien.cli.terminal.PrintedProgress;
import io.mien.making.importing.DferClipImport;
import io.mien.making.importing.ModelImport;
import io.mien.making.labels.LabelSetFile;
import io.mien.making.text.ContextPosition;
import io.mien.models.packages.ModelPackage;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mien model import}. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Makes a model package of a DFER-CLIP checkpoint, as its training script saves it. The file needs no"
                        + " other: its classes' descriptions and sizes are found in it.",
        footer = {
            "",
            "Examples:",
            "  mien model import dfer-clip.pth --out models/dfew",
            "  mien model import mafw.pth --labels mafw-11 --out models/mafw",
            "  mien model import mine.pth --labels mine.yaml --out models/mine",
            "",
            "See docs/models.md for where the files come from and what their licences say."
        })
final class ModelImportCommand implements Callable<Integer> {

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(index = "0", paramLabel = "CHECKPOINT", description = "The .pth file.")
    Path checkpoint = Path.of("");

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "The package; nothing may be there yet.")
    Path out = Path.of("");

    @Option(
            names = "--labels",
            paramLabel = "dfew-7|mafw-11|FILE",
            description =
                    "Names of its classes, in their order (default: by their number, those of the published models).")
    @Nullable
    String labels;

    @Option(
            names = "--context-position",
            paramLabel = "end|middle|front",
            defaultValue = "end",
            description =
                    "Where the training put the learned tokens; the file does not say (default: ${DEFAULT-VALUE}, as"
                            + " published).")
    String contextPosition = "end";

    @Mixin
    CheckpointOptions choices = new CheckpointOptions();

    @Mixin
    FormatOption format = new FormatOption();

    @Override
    public Integer call() {
        DferClipImport options = DferClipImport.defaults()
                .withPosition(Choice.of(ContextPosition.class, "--context-position", contextPosition))
                .withChoices(choices.choices());
        if (labels != null) {
            options = options.withLabels(LabelSetFile.find(labels).labelSet());
        }
        ModelPackage made =
                ModelImport.dferClip(checkpoint, options, out, new PrintedProgress(CommandOutput.err(spec)));
        PackageReport.of(made).print(CommandOutput.out(spec), format.format);
        return ExitCode.OK.code();
    }
}
