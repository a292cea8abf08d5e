package io.mien.cli.model;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.CommandOutput;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FileText;
import io.mien.cli.terminal.FormatOption;
import io.mien.making.labels.LabelDescriptions;
import io.mien.making.labels.LabelSetFile;
import io.mien.models.LabelSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mien labels describe}. */
@Command(
        name = "describe",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Asks a language model what a face does that shows each label, as DFER-CLIP's authors did, and writes a"
                        + " label set for you to review.",
        footer = {
            "",
            "Examples:",
            "  mien labels describe --endpoint http://localhost:11434/v1 --llm llama3.1 joy grief --out moods.yaml",
            "  mien labels describe --endpoint https://llm.example/v1 --llm NAME --api-key-file key.txt joy grief",
            "",
            "The endpoint speaks the usual chat-completions API. No other command of Mien calls out, and this one sends",
            "the labels only. What comes back is a machine's guess: read it before you build a model of it."
        })
final class LabelsDescribeCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(LabelsDescribeCommand.class);

    /** Half as many words as CLIP's context has tokens: most are one token, some are three. */
    private static final int MOST_WORDS = 38;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--endpoint",
            required = true,
            paramLabel = "URL",
            description = "Address of the API, such as http://localhost:11434/v1; /chat/completions is added.")
    URI endpoint = URI.create("http://localhost");

    @Option(names = "--llm", required = true, paramLabel = "NAME", description = "The language model to ask.")
    String languageModel = "";

    @Option(
            names = "--api-key-file",
            paramLabel = "FILE",
            description = "Environment variable with the key, if the endpoint asks for one.")
    @Nullable
    Path apiKeyFile;

    @Option(names = "--name", defaultValue = "described", description = "Name of the set (default: ${DEFAULT-VALUE}).")
    String name = "described";

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write it there, where nothing may be yet, and not to the terminal.")
    @Nullable
    Path out;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "2m",
            description = "How long to wait for one answer (default: ${DEFAULT-VALUE}).")
    Duration timeout = Duration.ofMinutes(2);

    @Mixin
    FormatOption format = new FormatOption();

    @Parameters(arity = "2..*", paramLabel = "LABEL", description = "Labels, in the order of the model's outputs.")
    List<String> labels = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        new LabelSet(name, labels); // checks them before anybody is asked
        if (out != null && Files.exists(out)) {
            throw new CommandException(
                    ExitCode.DISK, "--out " + out + ": something is there already (expected: a path that is free)");
        }
        ChatCompletions model = new ChatCompletions(endpoint, languageModel, apiKey(), timeout);
        PrintWriter err = CommandOutput.err(spec);
        List<LabelDescriptions.Label> described = new ArrayList<>();
        for (String label : labels) {
            err.println("[" + (described.size() + 1) + "/" + labels.size() + "] " + label);
            err.flush();
            described.add(new LabelDescriptions.Label(label, describe(model, label)));
        }
        write(new LabelDescriptions(name, described, List.of()));
        return ExitCode.OK.code();
    }

    private String describe(ChatCompletions model, String label) throws InterruptedException {
        String description = LanguageModelAnswer.phrase(model.ask(question(label)));
        if (description.isEmpty()) {
            throw new CommandException(
                    ExitCode.ENDPOINT,
                    "language model " + languageModel + ": said nothing of " + label
                            + " (try again, or another model)");
        }
        int words = description.split(" ", -1).length;
        if (words > MOST_WORDS) {
            log.warn("label {}: described in {} words, which may be more than CLIP takes (shorten them)", label, words);
        }
        return description;
    }

    private static String question(String label) {
        return "What does a face do that shows the expression \"" + label
                + "\"? Answer with one phrase in lower case that"
                + " lists what can be seen of brows, eyelids, gaze, nose, cheeks, lips and jaw. Name neither the expression"
                + " nor a feeling, use at most 25 words, and write nothing but the phrase.";
    }

    private @Nullable String apiKey() {
        if (apiKeyFile == null) {
            return null;
        }
        try {
            return Files.readString(apiKeyFile).strip();
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.INPUT, "--api-key-file " + apiKeyFile + ": cannot be read (" + FileText.of(e) + ")", e);
        }
    }

    private void write(LabelDescriptions described) {
        String text = switch (format.format) {
            case TEXT ->
                "# Written by the language model " + languageModel.replaceAll("\\s+", " ") + ". Review it before use.\n"
                        + LabelSetFile.text(described);
            case JSON -> CommandOutput.json(described);
        };
        if (out == null) {
            CommandOutput.out(spec).print(text);
            CommandOutput.out(spec).flush();
            return;
        }
        try {
            Files.writeString(out, text, StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.DISK, "--out " + out + ": cannot be written (" + FileText.of(e) + ")", e);
        }
    }
}
