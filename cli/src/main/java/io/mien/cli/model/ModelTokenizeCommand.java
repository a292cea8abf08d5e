package io.mien.cli.model;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.CommandOutput;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FormatOption;
import io.mien.making.text.Tokenizer;
import io.mien.models.ModelException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mien model tokenize}. */
@Command(
        name = "tokenize",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Prints the ids of CLIP's tokens of each text, on a line of its own.",
        footer = {
            "",
            "Examples:",
            "  mien model tokenize \"a broad smile\" \"a frown\" --vocabulary bpe_simple_vocab_16e6.txt.gz",
            "  mien model tokenize \"a broad smile\" --context 77 --format json --vocabulary tokenizer.json",
        })
final class ModelTokenizeCommand implements Callable<Integer> {

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "TEXT", description = "A text, in quotes.")
    List<String> texts = List.of();

    @Option(
            names = "--vocabulary",
            required = true,
            paramLabel = "FILE",
            description = "OpenAI's bpe_simple_vocab_16e6.txt.gz, or Hugging Face's tokenizer.json or vocab.json.")
    Path vocabulary = Path.of("");

    @Option(
            names = "--context",
            paramLabel = "LENGTH",
            description =
                    "With the tokens of start and end, and zeros up to this length, as the text encoder takes them.")
    @Nullable
    Integer context;

    @Option(names = "--truncate", description = "Cut off what does not fit into the context, instead of refusing it.")
    boolean truncate;

    @Mixin
    FormatOption format = new FormatOption();

    @Override
    public Integer call() {
        if (context == null ? truncate : context < 2) {
            throw new CommandException(
                    ExitCode.USAGE,
                    context == null
                            ? "--truncate: without --context (expected: --context 77, for example)"
                            : "--context: " + context + " (expected: at least 2)");
        }
        Tokenizer tokenizer = Tokenizer.open(vocabulary);
        List<int[]> ids = texts.stream().map(text -> ids(tokenizer, text)).toList();
        PrintWriter out = CommandOutput.out(spec);
        switch (format.format) {
            case TEXT ->
                ids.forEach(row -> out.println(
                        Arrays.stream(row).mapToObj(Integer::toString).collect(Collectors.joining(" "))));
            case JSON -> out.println(ids.stream().map(Arrays::toString).collect(Collectors.joining(",\n", "[", "]")));
        }
        out.flush();
        return ExitCode.OK.code();
    }

    private int[] ids(Tokenizer tokenizer, String text) {
        try {
            if (context == null) {
                return tokenizer.encode(text);
            }
            return truncate ? tokenizer.tokenizeTruncated(text, context) : tokenizer.tokenize(text, context);
        } catch (ModelException e) {
            // Here the text is the input, not a part of a model.
            throw new CommandException(ExitCode.INPUT, String.valueOf(e.getMessage()), e);
        }
    }
}
