package io.mien.cli.stream;

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
import java.util.Set;
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
            "  mien record --bootstrap-servers broker:9092 --out run --from-offset face-frames/0/1200 --to-offset face-frames/0/5000",
            "  mien record --bootstrap-servers broker:9092 --out one --reading expressions/0/1200            one reading and its frames",
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

    @Mixin
    RangeOptions range = new RangeOptions();

    @Mixin
    OneReadingOption one = new OneReadingOption();

    @Override
    public Integer call() throws InterruptedException {
        RecordingPlan plan = one.isGiven() ? one.plan(kafka, range) : range.plan();
        kafka.requireTopics(RecordedRange.RECORDED, Set.of());
        try (StopSignal stop = StopSignal.install();
                OpenedParts parts = new OpenedParts()) {
            boolean resumed = Files.isRegularFile(out.resolve(RecordingManifest.FILE));
            RecordingWriter writer =
                    resumed ? RecordingWriter.resume(out, plan.streams()) : RecordingWriter.create(out, plan.streams());
            TopicRecorder recorder = parts.add(TopicRecorder.start(
                    kafka.clientSettings(), kafka.schemaRegistrySettings().open(), plan, writer));
            ProgressLine progress = new ProgressLine(spec);
            while (!recorder.isDone() && !stop.await(LOOK_EVERY)) {
                progress.show(RecordedRange.told(recorder), false);
            }
            // What makes the readings may still be at it: whether all of them are here cannot be told.
            String sha256 = recorder.finish(false);
            progress.show(RecordedRange.told(recorder), true);
            CommandOutput.out(spec)
                    .println("recorded " + out + (resumed ? ", gone on with" : "") + ": " + RecordedRange.told(recorder)
                            + "; manifest sha256 " + sha256 + " (keep it elsewhere: it stands for all of it)");
        }
        return ExitCode.OK.code();
    }
}
