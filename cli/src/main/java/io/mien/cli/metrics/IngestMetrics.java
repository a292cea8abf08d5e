package io.mien.cli.metrics;

import io.mien.freshness.FreshnessStatus;
import io.mien.ingest.IngestApplication;
import io.mien.ingest.feed.PictureTotals;
import io.mien.ingest.sources.FeedLoss;
import io.mien.ingest.sources.FeedStatus;
import io.mien.ingest.sources.LeftOutReason;
import io.mien.ingest.topology.IngestCounts;
import io.mien.ingest.topology.PassedOverReason;
import io.mien.schemas.DeadLetterReason;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The metrics of an ingest process. */
public final class IngestMetrics {
    private IngestMetrics() {}

    /** Adds them. */
    public static void add(
            Meters meters,
            Supplier<IngestCounts> counts,
            Supplier<IngestApplication.State> state,
            Supplier<Optional<FreshnessStatus>> freshness) {
        addFreshness(meters, counts, freshness);
        meters.counter(
                "mien.ingest.camera.frames.received",
                "Records of camera-frames read; again, if read again after a failure",
                () -> counts.get().received());
        meters.counter(
                "mien.ingest.camera.frames.decoded",
                "Camera frames whose picture was looked at",
                () -> counts.get().decoded());
        meters.counter(
                "mien.ingest.camera.frames.repeated",
                "Camera frames that had been there before, dropped",
                () -> counts.get().repeated());
        meters.counter(
                "mien.ingest.streams.ended",
                "Markers of a session's end",
                () -> counts.get().streamsEnded());
        for (DeadLetterReason reason : DeadLetterReason.values()) {
            meters.counter(
                    "mien.ingest.dead.letters",
                    "Camera frames set aside",
                    () -> counts.get().deadLetters().getOrDefault(reason, 0L),
                    "reason",
                    reason.name());
        }
        meters.counter(
                "mien.ingest.faces.detected",
                "Faces that the detector found, confirmed or not",
                () -> counts.get().facesDetected());
        meters.counter(
                "mien.ingest.face.frames",
                "Records written to face-frames",
                () -> counts.get().faceFrames());
        meters.counter(
                "mien.ingest.tracks.started",
                "Subjects that appeared",
                () -> counts.get().tracksStarted());
        meters.counter(
                "mien.ingest.tracks.ended",
                "Subjects that left",
                () -> counts.get().tracksEnded());
        meters.state(
                "mien.ingest.state",
                "State of the topology: 1 for the present one",
                IngestApplication.State.class,
                state);
    }

    /** Of an ingest with a freshness bound; another's share is 1, and its age not a number. */
    private static void addFreshness(
            Meters meters, Supplier<IngestCounts> counts, Supplier<Optional<FreshnessStatus>> freshness) {
        for (PassedOverReason reason : PassedOverReason.values()) {
            meters.counter(
                    "mien.ingest.camera.frames.passed.over",
                    "Live cameras' frames that were not looked at, to keep up",
                    () -> counts.get().passedOver().getOrDefault(reason, 0L),
                    "reason",
                    reason.name());
        }
        meters.gauge(
                "mien.ingest.behind.seconds",
                "Age of the live frame that is to be looked at next, with --freshness",
                () -> freshness
                        .get()
                        .map(status -> status.age().toMillis() / 1e3)
                        .orElse(Double.NaN));
        meters.gauge(
                "mien.ingest.cells.share",
                "Share of live cameras' cells that is looked at, 0 to 1",
                () -> freshness.get().map(FreshnessStatus::share).orElse(1.0));
        meters.gauge(
                "mien.ingest.overloaded",
                "1 while pictures are passed over to keep up",
                () -> freshness.get().filter(FreshnessStatus::overloaded).isPresent() ? 1 : 0);
    }

    /** Adds what the feeds of the process have done with the pictures of their sources. */
    public static void addFeeds(Meters meters, Supplier<PictureTotals> totals) {
        meters.counter(
                "mien.ingest.pictures.published",
                "Pictures of sources published as camera frames",
                () -> totals.get().published());
        for (LeftOutReason reason : LeftOutReason.values()) {
            meters.counter(
                    "mien.ingest.pictures.left.out",
                    "Pictures of sources not published; counted when a session ends",
                    () -> totals.get().leftOut().getOrDefault(reason, 0L),
                    "reason",
                    reason.name());
        }
        meters.counter(
                "mien.ingest.times.repaired",
                "Pictures whose time in the source was missing or made no sense; counted when a session ends",
                () -> totals.get().timesRepaired());
    }

    /** Adds what the live feeds of the process are doing; their names are in no metric. */
    public static void addLiveFeeds(
            Meters meters,
            Supplier<Map<FeedStatus.State, Long>> states,
            Supplier<Map<FeedLoss.Reason, Long>> losses,
            LongSupplier connections) {
        for (FeedStatus.State state : FeedStatus.State.values()) {
            meters.gauge(
                    "mien.ingest.feeds",
                    "Live feeds in each state",
                    () -> states.get().getOrDefault(state, 0L),
                    "state",
                    state.name());
        }
        for (FeedLoss.Reason reason : FeedLoss.Reason.values()) {
            meters.counter(
                    "mien.ingest.feed.losses",
                    "Ends of live feeds' sessions, and attempts to open one that failed",
                    () -> losses.get().getOrDefault(reason, 0L),
                    "reason",
                    reason.name());
        }
        meters.counter("mien.ingest.feed.connections", "Connections to live feeds that gave pictures", connections);
    }

    /** Whether it is well. */
    public static Health health(IngestApplication topology) {
        String reason = topology.failure().map(failure -> ": " + failure).orElse("");
        return switch (topology.state()) {
            case RUNNING ->
                topology.isConnected() ? Health.ready("RUNNING") : Health.waiting("RUNNING, but no broker answers");
            case STARTING, RECOVERING -> Health.waiting(topology.state() + reason);
            case FAILED, CLOSED -> Health.failed(topology.state() + reason);
        };
    }
}
