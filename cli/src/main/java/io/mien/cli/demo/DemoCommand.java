package io.mien.cli.demo;

import io.mien.cli.feeds.AccountReport;
import io.mien.cli.feeds.CountersText;
import io.mien.cli.feeds.FaceOptions;
import io.mien.cli.feeds.FeedNews;
import io.mien.cli.feeds.FeedPlan;
import io.mien.cli.feeds.Feeds;
import io.mien.cli.feeds.InputAccount;
import io.mien.cli.feeds.LiveInputOptions;
import io.mien.cli.feeds.RecordingOptions;
import io.mien.cli.readings.ReadingsFormat;
import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.KeyOptions;
import io.mien.cli.terminal.ModelText;
import io.mien.cli.terminal.OpenedParts;
import io.mien.cli.terminal.PrecisionOption;
import io.mien.cli.terminal.StandardOutput;
import io.mien.cli.terminal.StopSignal;
import io.mien.dashboard.DashboardConfiguration;
import io.mien.freshness.FreshnessStatus;
import io.mien.infer.accounting.InferenceCounters;
import io.mien.ingest.topology.FaceSettings;
import io.mien.models.packages.ModelPackage;
import io.mien.models.tensorflow.PrecisionChoice;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mien demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Runs the whole system in one process, from nothing: broker, registry, ingest, inference and page.",
        footer = {
            "",
            "Examples:",
            "  mien demo                                    three feeds of rendered faces, until Ctrl-C",
            "  mien demo --for 30s                          the same for half a minute",
            "  mien demo --input a.mp4 --input b.mp4        two videos of yours, each read to its end",
            "  mien demo --input rtsp://10.0.0.7/main       a camera, until Ctrl-C (docs/feeds.md)",
            "  mien demo --for 60s --record run              the same, to be audited: mien audit --recording run --model DIR",
            "  mien demo --input a.mp4 --readings out.jsonl --detector face_detection_yunet_2023mar.onnx",
            "  mien demo --input a.mp4 --readings a.vtt     readings that a player shows over the film",
            "",
            "Nothing is kept: the data is in a temporary folder, which is deleted at the end."
        })
public final class DemoCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(DemoCommand.class);
    private static final Duration LINE_EVERY = Duration.ofSeconds(1);
    private static final Duration LIVE_FRESHNESS = Duration.ofSeconds(2);

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--input",
            paramLabel = "FILE|ADDRESS",
            description =
                    "Video or live feed (rtsp://…, docs/feeds.md) to read, may be given again; without it three feeds of"
                            + " rendered faces are shown.")
    List<String> inputs = List.of();

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Model package; without it the bundled one runs, trained on rendered faces.")
    @Nullable
    Path model;

    @Option(
            names = "--detector",
            paramLabel = "FILE",
            description = "YuNet's model file; without it OpenCV's cascade finds the faces, frontal ones only.")
    @Nullable
    Path detector;

    @Mixin
    FaceOptions faces = new FaceOptions();

    @Option(names = "--for", paramLabel = "DURATION", description = "Stop after this time.")
    @Nullable
    Duration time;

    @Option(
            names = "--readings",
            paramLabel = "FILE",
            description =
                    "Also write each reading there: as a line of JSON; of a table, if it ends in .csv; as a subtitle, if in .vtt.")
    @Nullable
    Path readings;

    @Option(names = "--overwrite", description = "Replace the file of --readings, if it is there.")
    boolean overwrite;

    @Mixin
    RecordingOptions recordings = new RecordingOptions();

    @Mixin
    LiveInputOptions live = new LiveInputOptions();

    @Mixin
    AccountReport account = new AccountReport();

    @Mixin
    KeyOptions keys = new KeyOptions();

    @Option(
            names = "--record",
            paramLabel = "DIR",
            description = "Also record frames and readings there, for mien audit and mien replay; implies --exact.")
    @Nullable
    Path recording;

    @Option(
            names = "--exact",
            description =
                    "Give each reading the same bits whatever the load and the processor: batches are padded, and only"
                            + " instructions used that every processor has; slower.")
    boolean exact;

    @Option(
            names = "--freshness",
            paramLabel = "DURATION",
            description =
                    "How old a frame may be when faces are looked for in it, and when the model has it; further behind cells are passed over, and readings are DEGRADED;"
                            + " 0s: every cell is read (default: 2s if all inputs are live feeds, else 0s).")
    @Nullable
    Duration freshness;

    @Mixin
    PrecisionOption precision = new PrecisionOption();

    @Option(
            names = "--pace",
            paramLabel = "real-time|fast",
            description =
                    "How videos are read: as they were filmed, or as fast as they are worked off (default for --input: fast).")
    @Nullable
    String pace;

    @Option(names = "--port", description = "Port of the page; 0 takes any free one (default: ${DEFAULT-VALUE}).")
    int port = DashboardConfiguration.DEFAULT_PORT;

    @Option(
            names = "--purpose",
            description = "What the readings are for; stamped on each (default: ${DEFAULT-VALUE}).")
    String purpose = "demonstration";

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<FeedPlan> feeds = inputs.isEmpty() ? FeedPlan.bundled(pace) : FeedPlan.of(inputs, pace, recordings, live);
        faces.requireScores(detector);
        FaceSettings settings = faces.settings(detector);
        boolean exactly = exact || recording != null;
        PrecisionChoice chosen = precision.choice(exactly);
        checkOptions(feeds, settings);
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        try (StopSignal stop = StopSignal.install();
                OpenedParts parts = new OpenedParts()) {
            BufferedWriter writer = readings == null ? null : parts.add(ReadingsFile.open(readings, overwrite));
            WorkFolder folder = parts.add(WorkFolder.create(temporary));
            print("starting …");
            EmbeddedStack stack = parts.add(EmbeddedStack.start(
                    new StackPlan(
                            folder.path(),
                            model,
                            settings,
                            purpose,
                            port,
                            exactly,
                            chosen,
                            keys.access(),
                            freshness(feeds, exactly),
                            feeds),
                    stop));
            DemoRecording recorder = recording == null ? null : parts.add(DemoRecording.start(recording, stack));
            ReadingsFile file = writer == null || readings == null
                    ? null
                    : parts.add(ReadingsFile.start(
                            ReadingsFormat.of(readings, writer, labels(stack)), stack.schemas(), stack.kafka()));
            greet(stack);
            run(stack, file, recorder, stop);
        } catch (CancellationException e) {
            log.info("stopped while starting");
        }
        return ExitCode.OK.code();
    }

    /** What is filmed now is of use now; a recording is read whole, and what is to be audited too. */
    private @Nullable Duration freshness(List<FeedPlan> feeds, boolean exactly) {
        if (freshness != null) {
            return freshness.isZero() ? null : freshness;
        }
        return !exactly && feeds.stream().allMatch(feed -> feed.live() != null) ? LIVE_FRESHNESS : null;
    }

    /** What can be refused before anything is started. */
    private void checkOptions(List<FeedPlan> feeds, FaceSettings settings) throws IOException {
        if (purpose.isBlank()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--purpose: blank (expected: what the readings are for; it is stamped on each of them)");
        }
        if (freshness != null && !freshness.isZero() && (exact || recording != null)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--freshness: " + freshness
                            + " (expected: none with --exact and --record: which cells are passed over hangs"
                            + " on the load of the moment)");
        }
        PortCheck.requireFree(port);
        keys.access().open().close();
        // What comes with Mien is not at fault, and looking at it would load libraries that can be loaded beside the
        // broker.
        if (!inputs.isEmpty()) {
            for (FeedPlan feed : feeds) {
                feed.requireReadable();
            }
        }
        if (detector != null) {
            settings.detector().open().close();
        }
        if (model != null) {
            ModelPackage.open(model);
        }
        if (recording != null) {
            DemoRecording.requireFree(recording);
        }
    }

    private static List<String> labels(EmbeddedStack stack) {
        return stack.inference().manifest().labelSet().labels();
    }

    private void greet(EmbeddedStack stack) {
        print("page       " + stack.pageUrl());
        print("broker     " + stack.bootstrapServers()
                + "   (any Kafka client can join in: topics camera-frames, face-frames, expressions)");
        print("registry   " + stack.registryUrl() + "   (Confluent's API)");
        print("model      " + ModelText.of(stack.inference().manifest()));
        print("detector   " + (detector == null ? "OpenCV's cascade, for frontal faces" : detector));
        print("purpose    " + purpose);
    }

    /** Prints a line a second until all is done, the time is over, or somebody stops it. */
    private void run(
            EmbeddedStack stack, @Nullable ReadingsFile file, @Nullable DemoRecording recorder, StopSignal stop)
            throws InterruptedException, IOException {
        Feeds feeds = stack.feeds();
        long start = System.nanoTime();
        SummaryLine summary = new SummaryLine(start);
        FeedNews news = new FeedNews();
        Drain drain = null;
        while (!stop.await(LINE_EVERY) && (time == null || System.nanoTime() - start < time.toNanos())) {
            news.lines(feeds.statuses()).forEach(this::print);
            print(line(summary, stack));
            requireHealth(stack, file, drain);
            if (recorder != null) {
                recorder.requireNoFailure();
            }
            if (drain == null && feeds.haveEnded()) {
                feeds.requireNoFailure();
                feeds.warnings().forEach(this::print);
                print("inputs read to their end; finishing what is under way …");
                if (recorder != null) {
                    stack.endInput();
                }
                drain = Drain.start(stack.inference());
            }
            if (drain != null && drain.isDone()) {
                drain.requireNoFailure();
                if (file != null) {
                    file.finish();
                }
                List<InputAccount> accounts = stack.feeds().accounts(stack.ingest()::counts);
                account.report(accounts, this::print);
                print("done: " + CountersText.of(stack.inference().counters()));
                if (recorder != null) {
                    print(recorder.finish(true));
                }
                AccountReport.requireMuch(accounts);
                requireReadings(stack.inference().counters());
                return;
            }
        }
        if (!feeds.statuses().isEmpty() && drain == null) {
            feeds.stop();
            account.report(feeds.accounts(stack.ingest()::counts), this::print);
        }
        if (recorder != null) {
            print("finishing the recording …");
            print(recorder.finishAfter(drain == null ? drainNow(stack) : drain));
        }
        if (drain != null) {
            drain.giveUp();
        }
    }

    private static Drain drainNow(EmbeddedStack stack) {
        stack.endInput();
        return Drain.start(stack.inference());
    }

    /** Faces were found; what if nobody could read them? */
    private static void requireReadings(InferenceCounters counters) {
        if (counters.readingsMade() == 0) {
            throw new CommandException(
                    ExitCode.LITTLE,
                    "no reading came of " + counters.read() + " face frames"
                            + (counters.deadLetters() > 0
                                    ? ": " + counters.deadLetters() + " were set aside (see the topic face-frames.dlq)"
                                    : ": no face was there for a whole window"));
        }
    }

    private static String line(SummaryLine summary, EmbeddedStack stack) {
        return summary.next(
                System.nanoTime(),
                stack.ingest().counts(),
                stack.inference().counters(),
                stack.dashboard().summary(),
                stack.feeds().progress() + FeedNews.summary(stack.feeds().statuses()) + overload(stack));
    }

    private static String overload(EmbeddedStack stack) {
        return overload(" finding faces", stack.ingest().freshness())
                + overload(" reading them", stack.inference().freshness());
    }

    private static String overload(String what, Optional<FreshnessStatus> status) {
        return status.filter(FreshnessStatus::overloaded)
                .map(known -> " overload" + what + ": " + known.describe())
                .orElse("");
    }

    private static void requireHealth(EmbeddedStack stack, @Nullable ReadingsFile file, @Nullable Drain drain)
            throws IOException {
        stack.feeds().requireNoFailure();
        if (drain == null || !drain.isDone()) {
            stack.requireHealth();
        }
        Optional<Exception> failure = file == null ? Optional.empty() : file.failure();
        if (failure.isPresent()) {
            throw new IOException("readings file: " + failure.get().getMessage(), failure.get());
        }
    }

    private void print(String line) {
        StandardOutput.print(spec, line);
    }
}
