package io.mien.cli.stream;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.CommandOutput;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.OpenedParts;
import io.mien.cli.terminal.ProgressLine;
import io.mien.cli.terminal.StopSignal;
import io.mien.recording.RecordingManifest;
import io.mien.recording.RecordingWriter;
import io.mien.recording.kafka.RecordingPlan;
import io.mien.recording.kafka.TopicRecorder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mien record}. */
@Command(
        name = "record",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Records face-frames and expressions into a folder, for mien audit and mien replay.",
        footer = {
            "",
            "Examples:",
            "  mien record --bootstrap-servers broker:9092 --out run                  all there is, until Ctrl-C",
            "  mien record --bootstrap-servers broker:9092 --out run --streams a,b --from 2026-11-29T08:00:00Z --for 1h",
            "",
            "It goes on with a recording that was stopped. docs/audit.md says what is in the folder."
        })
public final class RecordCommand implements Callable<Integer> {
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder of the recording.")
    Path out = Path.of("");

    @Option(
            names = "--streams",
            split = ",",
            paramLabel = "ID",
            description = "Streams to record, with commas between them; all without it.")
    List<String> streams = List.of();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description =
                    "Begin with what the brokers received at that time; without it with all that they still hold.")
    @Nullable
    String from;

    @Option(names = "--to", paramLabel = "TIME", description = "End before what they received at that time.")
    @Nullable
    String to;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            description = "End that long after --from, or after now without it.")
    @Nullable
    Duration time;

    @Override
    public Integer call() throws InterruptedException {
        RecordingPlan plan = plan();
        kafka.requireAnswer();
        try (StopSignal stop = StopSignal.install();
                OpenedParts parts = new OpenedParts()) {
            boolean resumed = Files.isRegularFile(out.resolve(RecordingManifest.FILE));
            RecordingWriter writer = resumed ? RecordingWriter.resume(out) : RecordingWriter.create(out, streams);
            TopicRecorder recorder = parts.add(TopicRecorder.start(
                    kafka.clientSettings(), kafka.schemaRegistrySettings().open(), plan, writer));
            ProgressLine progress = new ProgressLine(spec);
            while (!recorder.isDone() && !stop.await(LOOK_EVERY)) {
                progress.show(told(recorder), false);
            }
            // What makes the readings may still be at it: whether all of them are here cannot be told.
            String sha256 = recorder.finish(false);
            progress.show(told(recorder), true);
            CommandOutput.out(spec)
                    .println("recorded " + out + (resumed ? ", gone on with" : "") + ": " + told(recorder)
                            + "; manifest sha256 " + sha256 + " (keep it elsewhere: it stands for all of it)");
        }
        return ExitCode.OK.code();
    }

    private static String told(TopicRecorder recorder) {
        return "%d face frames, %d readings, %.1f MB"
                .formatted(recorder.frames(), recorder.readings(), recorder.bytes() / 1e6);
    }

    RecordingPlan plan() {
        Instant begin = instant("--from", from);
        Instant end = instant("--to", to);
        if (end != null && time != null) {
            throw new CommandException(ExitCode.USAGE, "--to and --for: both (expected: one of them)");
        }
        if (time != null) {
            end = (begin == null ? Instant.now() : begin).plus(time);
        }
        return new RecordingPlan(streams, begin, end);
    }

    private static @Nullable Instant instant(String option, @Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new CommandException(
                    ExitCode.USAGE, option + ": " + text + " (expected: a time such as 2026-11-29T08:00:00Z)", e);
        }
    }
}
