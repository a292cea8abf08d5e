package io.mien.cli.stream;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.CommandOutput;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.KeyOptions;
import io.mien.cli.terminal.ProgressLine;
import io.mien.cli.terminal.StopSignal;
import io.mien.recording.Recording;
import io.mien.recording.RecordingManifest.Range;
import io.mien.recording.kafka.Replay;
import io.mien.schemas.Topic;
import io.mien.schemas.registry.SchemaRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
                "Writes a recording's face frames to face-frames again, with their capture times: the windows are the same.",
        footer = {
            "",
            "Examples:",
            "  mien replay --recording run --bootstrap-servers broker:9092 --as again-",
            "  mien replay --recording run --bootstrap-servers broker:9092 --pace fast --as load- --times 3",
            "",
            "Without --as the streams keep their ids. A job that has read them before then finds their windows closed."
        })
public final class ReplayCommand implements Callable<Integer> {
    private static final Pattern TIMES = Pattern.compile("(\\d{1,4}(?:\\.\\d{1,3})?)x");

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--recording", required = true, paramLabel = "DIR", description = "Folder of the recording.")
    Path recording = Path.of("");

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
    public Integer call() {
        double speed = speed(pace);
        if (times < 1) {
            throw new CommandException(ExitCode.USAGE, "--times: " + times + " (expected: at least 1)");
        }
        Recording opened = Recording.open(recording);
        long total = times
                * opened.manifest().ranges().stream()
                        .filter(range -> range.topic().equals(Topic.FACE_FRAMES.topicName()))
                        .mapToLong(Range::records)
                        .sum();
        kafka.requireAnswer();
        try (StopSignal stop = StopSignal.install();
                SchemaRegistry registry =
                        kafka.schemaRegistrySettings().withKeys(keys.reading()).open();
                Replay replay = new Replay(opened, kafka.clientSettings(), registry)) {
            ProgressLine progress = new ProgressLine(spec);
            long start = System.nanoTime();
            long[] sent = {0};
            for (int time = 1; time <= times; time++) {
                String run = time == 1 ? prefix : prefix + time + "-";
                if (!replay.run(run, speed, wait -> pause(stop, wait), count -> {
                    sent[0] = count;
                    progress.show(count + " of " + total + " face frames", false);
                })) {
                    break;
                }
            }
            progress.show(sent[0] + " of " + total + " face frames", true);
            double seconds = (System.nanoTime() - start) / 1e9;
            CommandOutput.out(spec)
                    .println("replayed %d face frames in %.1f s (%.0f a second)"
                            .formatted(sent[0], seconds, sent[0] / seconds));
        }
        return ExitCode.OK.code();
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
