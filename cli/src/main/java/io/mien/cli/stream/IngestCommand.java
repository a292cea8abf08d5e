package io.mien.cli.stream;

import io.mien.cli.feeds.AccountReport;
import io.mien.cli.feeds.DetectorOption;
import io.mien.cli.feeds.FaceOptions;
import io.mien.cli.feeds.FeedFileWatch;
import io.mien.cli.feeds.FeedNews;
import io.mien.cli.feeds.FeedPlan;
import io.mien.cli.feeds.Feeds;
import io.mien.cli.feeds.FreshnessText;
import io.mien.cli.feeds.InputAccount;
import io.mien.cli.feeds.LiveInputOptions;
import io.mien.cli.feeds.RecordingOptions;
import io.mien.cli.metrics.IngestMetrics;
import io.mien.cli.metrics.MetricsOptions;
import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.KeyOptions;
import io.mien.cli.terminal.OpenedParts;
import io.mien.cli.terminal.StandardOutput;
import io.mien.cli.terminal.StopSignal;
import io.mien.ingest.IngestApplication;
import io.mien.ingest.IngestConfiguration;
import io.mien.ingest.topology.IngestCounts;
import io.mien.schemas.ForbiddenException;
import io.mien.schemas.TopicException;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mien ingest}. */
@Command(
        name = "ingest",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Publishes videos and live feeds as camera-frames and runs the topology that makes face-frames of them.",
        footer = {
            "",
            "Examples:",
            "  mien ingest --input talk.mp4                  ends when the video has been worked off",
            "  mien ingest                                   only the topology, for feeds that others publish",
            "  mien ingest --input cam.mp4 --pace real-time  a recording as if it were a camera",
            "  mien ingest --input rtsp://10.0.0.7/main --stream hall   a camera, until Ctrl-C (docs/feeds.md)",
            "  mien ingest --feeds feeds.yaml                all the cameras of a file, which may be changed meanwhile",
            "  mien ingest --input a.mp4 --stream hall --input b.mp4 --stream door --start created",
            "",
            "At the end a line an input says where each of its pictures went; docs/recordings.md has the rules."
        })
public final class IngestCommand implements Callable<Integer> {
    private static final Duration LINE_EVERY = Duration.ofSeconds(1);

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    KafkaOptions kafka = new KafkaOptions();

    @Option(
            names = "--input",
            paramLabel = "FILE|ADDRESS",
            description = "Video or live feed (rtsp://…, docs/feeds.md) to publish, may be given again.")
    List<String> inputs = List.of();

    @Option(
            names = "--feeds",
            paramLabel = "FILE",
            description =
                    "Also publish the feeds that this YAML file describes, as it describes them at the time: it may be changed"
                            + " while they run (docs/feeds.md).")
    @Nullable
    Path feedFile;

    @Mixin
    RecordingOptions recordings = new RecordingOptions();

    @Mixin
    LiveInputOptions live = new LiveInputOptions();

    @Option(names = "--for", paramLabel = "DURATION", description = "Stop after this time.")
    @Nullable
    Duration time;

    @Mixin
    AccountReport account = new AccountReport();

    @Option(
            names = "--pace",
            paramLabel = "real-time|fast",
            description = "As filmed, or as fast as it is worked off (default: ${DEFAULT-VALUE}).")
    String pace = "fast";

    @Option(
            names = "--detector",
            paramLabel = "FILE",
            description = "YuNet's model file; without it OpenCV's cascade finds the faces, frontal ones only.")
    @Nullable
    Path detector;

    @Mixin
    FaceOptions faces = new FaceOptions();

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Folder for Kafka Streams (default: ${DEFAULT-VALUE}).")
    Path state = Path.of("mien-ingest-state");

    @Option(
            names = "--threads",
            description = "Threads of the topology (default: ${DEFAULT-VALUE}, one a processor up to four).")
    int threads = IngestConfiguration.defaultThreads();

    @Option(
            names = "--freshness",
            paramLabel = "DURATION",
            description =
                    "For live feeds: how old a picture may be when faces are looked for in it, at least 500ms. An ingest that gets"
                            + " behind passes over pictures, evenly over the streams; recordings never (default: all are looked at,"
                            + " however late).")
    @Nullable
    Duration freshness;

    @Option(
            names = "--bundled",
            description =
                    "Also publish the feeds that come along, over and over: rendered faces that show expressions.")
    boolean bundled;

    @Option(
            names = "--drawn",
            description = "Also publish two feeds of drawn faces, for trying a cluster without a camera.")
    boolean drawn;

    @Mixin
    MetricsOptions metrics = new MetricsOptions();

    @Mixin
    KeyOptions keys = new KeyOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        faces.requireScores(detector);
        List<FeedPlan> plans = plans();
        for (FeedPlan plan : plans) {
            plan.requireReadable();
        }
        FeedFileWatch.Checked described = feedFile == null ? null : FeedFileWatch.check(feedFile);
        requireNamesOnce(plans, described);
        Map<String, String> settings = kafka.clientSettings();
        IngestConfiguration configuration = configuration();
        IngestApplication.requireMachine(configuration);
        kafka.requireAnswer();
        try (StopSignal stop = StopSignal.install();
                OpenedParts parts = new OpenedParts()) {
            IngestApplication topology = parts.add(IngestApplication.start(configuration));
            Feeds feeds = parts.add(Feeds.start(plans, settings, schemas()));
            FeedFileWatch watch =
                    feedFile == null || described == null ? null : FeedFileWatch.start(feedFile, described, feeds);
            metrics.serve(
                    parts,
                    numbers -> {
                        IngestMetrics.add(numbers, topology::counts, topology::state, topology::freshness);
                        IngestMetrics.addFeeds(numbers, feeds::totals);
                        IngestMetrics.addLiveFeeds(numbers, feeds::liveStates, feeds::losses, feeds::connections);
                    },
                    () -> IngestMetrics.health(topology),
                    () -> feeds.report().json());
            long start = System.nanoTime();
            FeedNews news = new FeedNews();
            while ((plans.isEmpty() || watch != null || !feeds.haveEnded())
                    && (time == null || System.nanoTime() - start < time.toNanos())) {
                if (stop.await(LINE_EVERY)) {
                    break;
                }
                if (watch != null) {
                    watch.look().forEach(this::print);
                }
                news.lines(feeds.statuses()).forEach(this::print);
                print(line(topology, feeds));
                requireHealth(topology, feeds);
            }
            requireHealth(topology, feeds);
            if (!feeds.statuses().isEmpty()) {
                feeds.stop();
            }
            feeds.warnings().forEach(this::print);
            List<InputAccount> accounts = feeds.accounts(topology::counts);
            account.report(accounts, this::print);
            AccountReport.requireMuch(accounts);
        }
        return ExitCode.OK.code();
    }

    private static void requireNamesOnce(List<FeedPlan> plans, FeedFileWatch.@Nullable Checked described) {
        for (FeedPlan plan : plans) {
            if (described != null && described.names().contains(plan.streamId())) {
                throw new CommandException(
                        ExitCode.USAGE,
                        "--input, --feeds: both have a stream " + plan.streamId() + " (expected: each stream once)");
            }
        }
    }

    IngestConfiguration configuration() {
        return IngestConfiguration.defaults(kafka.clientSettings(), schemas(), state, DetectorOption.settings(detector))
                .withFaces(faces.settings(detector))
                .withThreads(threads)
                .withFreshness(freshness);
    }

    SchemaRegistrySettings schemas() {
        return kafka.schemaRegistrySettings().withKeys(keys.access());
    }

    List<FeedPlan> plans() throws IOException {
        List<FeedPlan> plans = new ArrayList<>(FeedPlan.of(inputs, pace, recordings, live));
        if (bundled) {
            plans.addAll(FeedPlan.bundled(null));
        }
        if (drawn) {
            plans.addAll(FeedPlan.drawn());
        }
        return plans;
    }

    private static void requireHealth(IngestApplication topology, Feeds feeds) throws IOException {
        Optional<ForbiddenException> refusal = topology.refusal();
        if (refusal.isPresent()) {
            throw refusal.get();
        }
        feeds.requireNoFailure();
        Optional<TopicException> cure = topology.cureByRestart();
        if (cure.isPresent()) {
            throw cure.get();
        }
        if (topology.state() == IngestApplication.State.FAILED) {
            throw new CommandException(
                    ExitCode.INTERNAL,
                    "ingest has stopped: " + topology.failure().orElse("no reason given"));
        }
    }

    private static String line(IngestApplication topology, Feeds feeds) {
        IngestCounts counts = topology.counts();
        return "%s %s%s: %d camera frames, %d face frames, %d subjects came, %d left, %d passed over, %d dead letters%s"
                .formatted(
                        topology.state(),
                        feeds.progress(),
                        FeedNews.summary(feeds.statuses()),
                        counts.received(),
                        counts.faceFrames(),
                        counts.tracksStarted(),
                        counts.tracksEnded(),
                        counts.passedOverTotal(),
                        counts.deadLettersTotal(),
                        FreshnessText.of(topology.freshness()));
    }

    private void print(String line) {
        StandardOutput.print(spec, line);
    }
}
