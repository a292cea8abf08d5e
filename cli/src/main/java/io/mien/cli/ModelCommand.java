package io.mien.cli;

import io.mien.models.ModelManifest;
import io.mien.models.build.UntrainedModel;
import io.mien.models.packages.ModelPackage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mien model}. */
@Command(
        name = "model",
        mixinStandardHelpOptions = true,
        description = "Builds and checks model packages.",
        subcommands = {ModelCommand.Build.class, ModelCommand.Verify.class, ModelClassifyCommand.class})
final class ModelCommand implements Runnable {

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "model: what? (expected: build or verify)");
        }
    }

    private static void print(@Nullable CommandSpec spec, ModelPackage modelPackage) {
        if (spec == null) {
            return;
        }
        ModelManifest manifest = modelPackage.manifest();
        PrintWriter out = spec.commandLine().getOut();
        out.println(modelPackage.folder() + ": " + ModelText.of(manifest));
        out.println("  family         " + manifest.family());
        out.println("  labels         " + manifest.labelSet().name() + " "
                + manifest.labelSet().labels());
        out.println(
                "  clip           " + manifest.clipLength() + " frames, embeddings of " + manifest.embeddingWidth());
        out.println("  preprocessing  " + manifest.preprocessing());
        out.println("  weights        " + manifest.weights());
        out.println("  saved model    " + manifest.savedModelDigest());
        out.flush();
    }

    /** {@code mien model build}. */
    @Command(
            name = "build",
            mixinStandardHelpOptions = true,
            description = "Builds a model package.",
            footer = {"", "Example:", "  mien model build --untrained --size vit-b-32 --out models/untrained"})
    static final class Build implements Callable<Integer> {
        @Spec
        @Nullable
        CommandSpec spec;

        @Option(
                names = "--untrained",
                required = true,
                description =
                        "With seeded random weights: for trying and measuring the pipeline. Its labels mean nothing.")
        boolean untrained;

        @Option(
                names = "--size",
                paramLabel = "tiny|vit-b-32",
                defaultValue = "tiny",
                description = "Of the image encoder (default: ${DEFAULT-VALUE}).")
        String size = "tiny";

        @Option(names = "--seed", defaultValue = "1", description = "Of the weights (default: ${DEFAULT-VALUE}).")
        long seed;

        @Option(
                names = "--out",
                required = true,
                paramLabel = "DIR",
                description = "The package; nothing may be there yet.")
        Path out = Path.of("");

        @Override
        public Integer call() {
            print(spec, UntrainedModel.build(out, size(), seed));
            return ExitCode.OK.code();
        }

        private UntrainedModel.Size size() {
            try {
                return UntrainedModel.Size.valueOf(size.toUpperCase(Locale.ROOT).replace('-', '_'));
            } catch (IllegalArgumentException e) {
                throw new CommandException(ExitCode.USAGE, "--size: " + size + " (expected: tiny or vit-b-32)", e);
            }
        }
    }

    /** {@code mien model verify}. */
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Checks a package's files, digests, signatures and shapes, and says what it is.")
    static final class Verify implements Callable<Integer> {
        @Spec
        @Nullable
        CommandSpec spec;

        @Parameters(index = "0", paramLabel = "DIR", description = "The package.")
        Path folder = Path.of("");

        @Override
        public Integer call() {
            print(spec, ModelPackage.open(folder));
            return ExitCode.OK.code();
        }
    }
}
