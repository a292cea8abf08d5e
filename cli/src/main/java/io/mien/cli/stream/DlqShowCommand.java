package io.mien.cli.stream;

import io.mien.cli.deadletters.LetterContent;
import io.mien.cli.deadletters.LetterContent.LetterPicture;
import io.mien.cli.deadletters.LetterPlace;
import io.mien.cli.deadletters.LetterReader;
import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.CommandOutput;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FileText;
import io.mien.cli.terminal.FormatOption;
import io.mien.cli.terminal.KeyOptions;
import io.mien.cli.terminal.OutputFormat;
import io.mien.schemas.Topic;
import io.mien.schemas.registry.SchemaRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mien dlq show}. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shows one dead letter: why it was set aside, its headers, and its fields if it can be read now.",
        footer = {
            "",
            "Examples:",
            "  mien dlq show face-frames.dlq/2/17",
            "  mien dlq show face-frames.dlq/2/17 --picture face.jpg",
            "",
            "Its picture, which may be of a person, is written only where --picture names a file."
        })
final class DlqShowCommand implements Callable<Integer> {

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "LETTER",
            description = "Topic, partition and offset, as mien dlq list shows them.")
    String letter = "";

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Mixin
    KeyOptions keys = new KeyOptions();

    @Option(
            names = "--picture",
            paramLabel = "FILE",
            description = "Write the record's picture there, as it is in the record; a file that is there is kept.")
    @Nullable
    Path picture;

    @Mixin
    FormatOption format = new FormatOption();

    @Override
    public Integer call() {
        LetterPlace place = LetterPlace.parse(letter);
        DlqCommand.requireTopics(kafka, List.of(source(place)), Set.of());
        try (LetterReader reader = new LetterReader(kafka.clientSettings(), true);
                SchemaRegistry registry =
                        kafka.schemaRegistrySettings().withKeys(keys.reading()).open()) {
            ConsumerRecord<byte[], byte[]> record = reader.find(place)
                    .orElseThrow(() -> new CommandException(
                            ExitCode.INPUT,
                            "dead letter " + place
                                    + ": not there (expected: one that mien dlq list shows; they are kept"
                                    + " for a short time)"));
            LetterContent content = LetterContent.of(record, registry);
            PrintWriter out = CommandOutput.out(spec);
            if (format.format == OutputFormat.JSON) {
                CommandOutput.printJson(out, content);
            } else {
                print(out, content);
            }
            if (picture != null) {
                write(LetterContent.picture(record, registry), picture, place);
            }
        }
        return ExitCode.OK.code();
    }

    private static Topic source(LetterPlace place) {
        return Arrays.stream(Topic.values())
                .filter(topic -> topic.deadLetters()
                        .filter(letters -> letters.topicName().equals(place.topic()))
                        .isPresent())
                .findFirst()
                .orElseThrow(() -> new CommandException(
                        ExitCode.USAGE,
                        "dead letter " + place + ": no topic of dead letters (expected: camera-frames.dlq or"
                                + " face-frames.dlq)"));
    }

    private void write(Optional<LetterPicture> found, Path file, LetterPlace place) {
        LetterPicture bytes = found.orElseThrow(() -> new CommandException(
                ExitCode.INPUT,
                "--picture: dead letter " + place + " has none that can be read (expected: a record that can be read,"
                        + " with a picture)"));
        try {
            Files.write(file, bytes.bytes(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.DISK, "--picture " + file + ": cannot be written (" + FileText.of(e) + ")", e);
        }
        CommandOutput.err(spec).println("picture (" + bytes.encoding() + "): " + file);
        CommandOutput.err(spec).flush();
    }

    private static void print(PrintWriter out, LetterContent content) {
        out.println(content.letter().line());
        content.headers().forEach((name, text) -> out.println("header " + name + ": " + text));
        if (content.unreadable() != null) {
            out.println("cannot be read now either: " + content.unreadable());
        }
        content.fields().forEach((name, text) -> out.println("field " + name + ": " + text));
        out.flush();
    }
}
