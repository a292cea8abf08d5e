package io.mien.cli.train;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the package that a run ends in is called. */
final class PackageNameOptions {

    @Option(names = "--name", paramLabel = "TEXT", description = "Of the model (default: the recipe's).")
    @Nullable
    String name;

    @Option(
            names = "--package-version",
            paramLabel = "TEXT",
            description = "Of the package (default: ${DEFAULT-VALUE}).")
    String version = "1";

    String nameOr(String recipe) {
        return name == null ? recipe : name;
    }
}
