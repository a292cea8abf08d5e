package io.mien.cli.terminal;

import picocli.CommandLine.Option;

/** The option {@code --format} of the commands whose result a program may want to read. */
public final class FormatOption {

    @Option(
            names = "--format",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "Format of the result: for people or for programs (default: ${DEFAULT-VALUE}).")
    public OutputFormat format = OutputFormat.TEXT;
}
