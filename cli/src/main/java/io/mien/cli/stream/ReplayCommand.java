package io.mien.cli.stream;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.CommandOutput;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FileText;
import io.mien.cli.terminal.KeyOptions;
import io.mien.cli.terminal.OpenedParts;
import io.mien.cli.terminal.ProgressLine;
import io.mien.cli.terminal.StopSignal;
import io.mien.recording.Recording;
import io.mien.recording.RecordingManifest.Range;
import io.mien.recording.kafka.RecordingPlan;
import io.mien.recording.kafka.Replay;
import io.mien.schemas.Topic;
import io.mien.schemas.registry.SchemaRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mien replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Writes the face frames of a recording, or of a range of the topics, to face-frames again, with their capture times: the windows are the same. Or to files.",
        footer = {
            "",
            "Examples:",
            "  mien replay --recording run --bootstrap-servers broker:9092 --as again-",
            "  mien replay --recording run --bootstrap-servers broker:9092 --pace fast --as load- --times 3",
            "  mien replay --bootstrap-servers broker:9092 --from 2026-11-29T08:00:00Z --for 10m --as again-",
            "  mien replay --recording run --to-files faces",
            "",
            "Without --as the streams keep their ids. A job that has read them before then finds their windows closed."
        })
public final class ReplayCommand implements Callable<Integer> {
    private static final Pattern TIMES = Pattern.compile("(\\d{1,4}(?:\\.\\d{1,3})?)x");

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--recording",
            paramLabel = "DIR",
            description =
                    "Folder of the recording. Without it the topics of --bootstrap-servers are recorded into a temporary folder first, up to where they end now or to their given end.")
    @Nullable
    Path recording;

    @Mixin
    RangeOptions range = new RangeOptions();

    @Option(
            names = "--to-files",
            paramLabel = "DIR",
            description =
                    "Write no topic, but this folder: a picture for each frame, and frames.jsonl and readings.jsonl with what belongs to them.")
    @Nullable
    Path files;

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Mixin
    KeyOptions keys = new KeyOptions();

    @Option(
            names = "--pace",
            paramLabel = "1x|4x|fast",
            defaultValue = "1x",
            description =
                    "As the brokers had received it, so many times as fast, or as fast as it goes (default: ${DEFAULT-VALUE}).")
    String pace = "1x";

    @Option(
            names = "--as",
            paramLabel = "PREFIX",
            defaultValue = "",
            description = "Put this before each stream's id, so that it is another stream.")
    String prefix = "";

    @Option(
            names = "--times",
            defaultValue = "1",
            description =
                    "How often; from the second time on with 2-, 3- … before the id too (default: ${DEFAULT-VALUE}).")
    int times;

    @Override
    public Integer call() throws InterruptedException {
        double speed = speed(pace);
        if (times < 1) {
            throw new CommandException(ExitCode.USAGE, "--times: " + times + " (expected: at least 1)");
        }
        if (recording != null && range.isGiven()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--recording and a range of the topics: both (expected: one of them; a recording is replayed as a whole)");
        }
        if (files != null) {
            requireFree(files);
        } else if (recording == null && prefix.isEmpty()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--as: none (expected: a prefix, since the frames would go back to the very streams that they come from; or"
                            + " --to-files)");
        }
        try (StopSignal stop = StopSignal.install();
                OpenedParts parts = new OpenedParts()) {
            replay(opened(stop, parts), speed, stop, parts);
        }
        return ExitCode.OK.code();
    }

    private Recording opened(StopSignal stop, OpenedParts parts) throws InterruptedException {
        if (recording != null) {
            return Recording.open(recording);
        }
        RecordingPlan plan = range.plan();
        return parts.add(RecordedRange.record(kafka, plan, range.hasEnd(), stop, new ProgressLine(spec)))
                .recording();
    }

    private void replay(Recording opened, double speed, StopSignal stop, OpenedParts parts) {
        long once = opened.manifest().ranges().stream()
                .filter(part -> part.topic().equals(Topic.FACE_FRAMES.topicName()))
                .mapToLong(Range::records)
                .sum();
        if (files != null) {
            write(opened, files, once);
            return;
        }
        kafka.requireTopics(Set.of(), Set.of(Topic.FACE_FRAMES));
        SchemaRegistry registry = parts.add(
                kafka.schemaRegistrySettings().withKeys(keys.reading()).open());
        Replay replay = parts.add(new Replay(opened, kafka.clientSettings(), registry));
        long total = times * once;
        ProgressLine progress = new ProgressLine(spec);
        long start = System.nanoTime();
        long[] sent = {0};
        DamagedPlaces damaged = new DamagedPlaces(opened);
        for (int time = 1; time <= times; time++) {
            String run = time == 1 ? prefix : prefix + time + "-";
            if (!replay.run(
                    run,
                    speed,
                    wait -> pause(stop, wait),
                    count -> {
                        sent[0] = count;
                        progress.show(count + " of " + total + " face frames", false);
                    },
                    damaged)) {
                break;
            }
        }
        progress.show(sent[0] + " of " + total + " face frames", true);
        double seconds = (System.nanoTime() - start) / 1e9;
        CommandOutput.out(spec)
                .println("replayed %d face frames in %.1f s (%.0f a second)"
                        .formatted(sent[0], seconds, sent[0] / seconds));
        damaged.requireNone("what can be read was replayed");
    }

    private void write(Recording opened, Path folder, long total) {
        ProgressLine progress = new ProgressLine(spec);
        DamagedPlaces damaged = new DamagedPlaces(opened);
        long[] written = {0};
        try {
            new FrameFolder(opened, folder)
                    .write(
                            count -> {
                                written[0] = count;
                                progress.show(count + " of " + total + " face frames", false);
                            },
                            damaged);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCode.DISK, "--to-files " + folder + ": cannot be written (" + FileText.of(e) + ")", e);
        }
        progress.show(written[0] + " of " + total + " face frames", true);
        CommandOutput.out(spec)
                .println("wrote " + written[0] + " face frames to " + folder
                        + "; they show faces: delete them when done");
        damaged.requireNone("what can be read was written");
    }

    private static void requireFree(Path folder) {
        if (Files.exists(folder)) {
            try (Stream<Path> there = Files.list(folder)) {
                if (there.findAny().isEmpty()) {
                    return;
                }
            } catch (IOException e) {
                throw new CommandException(
                        ExitCode.DISK, "--to-files " + folder + ": cannot be used (" + FileText.of(e) + ")", e);
            }
            throw new CommandException(
                    ExitCode.DISK,
                    "--to-files " + folder + ": something is there already (expected: an empty folder, or none)");
        }
    }

    private static boolean pause(StopSignal stop, Duration wait) {
        if (wait.isZero()) {
            return !stop.isGiven();
        }
        try {
            return !stop.await(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static double speed(String pace) {
        if (pace.toLowerCase(Locale.ROOT).equals("fast")) {
            return Double.POSITIVE_INFINITY;
        }
        Matcher matcher = TIMES.matcher(pace.toLowerCase(Locale.ROOT));
        double speed = matcher.matches() ? Double.parseDouble(matcher.group(1)) : 0;
        if (speed <= 0) {
            throw new CommandException(
                    ExitCode.USAGE, "--pace: " + pace + " (expected: 1x, another number of times such as 4x, or fast)");
        }
        return speed;
    }
}
