package io.mien.dashboard;

import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FeedState;
import io.mien.schemas.avro.ModelEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a page shows, made from readings and dead letters. The number of subjects and the length of their
 * histories bound its memory, whatever comes. Each change has a revision, by which a page gets only what it has not
 * seen yet. Not safe for use by many threads.
 */
final class DashboardState {
    private static final int MOST_SUBJECTS = 200;
    private static final int MOST_JOBS = 20;
    private static final int REMEMBERED_READINGS = 1 << 14;

    private record SubjectKey(String streamId, String subjectId) implements Comparable<SubjectKey> {
        private static final Comparator<SubjectKey> ORDER =
                Comparator.comparing(SubjectKey::streamId).thenComparing(SubjectKey::subjectId);

        @Override
        public int compareTo(SubjectKey other) {
            return ORDER.compare(this, other);
        }
    }

    private final int historyLength;
    private final Duration forgetAfter;
    private final InstantSource clock;
    private final TreeMap<SubjectKey, SubjectHistory> subjects = new TreeMap<>();
    private final TreeMap<String, FrameRate> streams = new TreeMap<>();
    private final TreeMap<String, StateView.Deployment> deployments = new TreeMap<>();
    private final KnownFeeds feeds;
    private final SeenReadings seen = new SeenReadings(REMEMBERED_READINGS);
    private final RateMeter readingRate = new RateMeter();
    private final RecentLatencies latencies = new RecentLatencies();
    private final DeadLetterTally deadLetters = new DeadLetterTally();
    private final AlertDesk alerts;
    private KafkaConnection connection = KafkaConnection.CONNECTING;
    private @Nullable String problem;
    private long readings;
    private long repeated;
    private long unreadable;
    private long revision = 1;
    private long alertsRevision = 1;
    private long nextId = 1;

    /** Without alerts. */
    DashboardState(int historyLength, Duration forgetAfter, InstantSource clock) {
        this(historyLength, forgetAfter, clock, new AlertDesk(AlertSettings.NONE, clock));
    }

    /**
     * @param historyLength readings kept for each subject
     * @param forgetAfter subjects without a reading for this long are dropped, and so are feeds that have ended
     * @param alerts stay the caller's
     */
    DashboardState(int historyLength, Duration forgetAfter, InstantSource clock, AlertDesk alerts) {
        this.alerts = alerts;
        this.historyLength = historyLength;
        this.forgetAfter = forgetAfter;
        this.feeds = new KnownFeeds(forgetAfter);
        this.clock = clock;
    }

    /**
     * Takes a reading.
     *
     * @param appendedAt when the topic got it; a time to come counts as now, since the broker's clock may be ahead
     * @throws InvalidReadingException if it makes no sense; nothing has changed then
     */
    void add(ExpressionReading reading, Instant appendedAt) throws InvalidReadingException {
        ReadingCheck.require(reading);
        Instant now = clock.instant();
        Instant at = appendedAt.isAfter(now) ? now : appendedAt;
        revision++;
        SubjectKey key = new SubjectKey(reading.getStreamId(), reading.getSubjectId());
        if (!seen.add(reading.getReadingId())) {
            repeated++;
            Optional.ofNullable(subjects.get(key)).ifPresent(subject -> subject.seen(at, revision));
            return;
        }
        readings++;
        readingRate.mark(at);
        alerts.take(reading, at);
        noteAlerts();
        SubjectHistory.liveLatencyMillis(reading).ifPresent(millis -> latencies.add(millis, at));
        streams.computeIfAbsent(reading.getStreamId(), id -> new FrameRate())
                .mark(reading.getFrames().getLastSequence(), at);
        subjects.compute(key, (same, subject) -> continuedOrNew(subject, reading, at))
                .add(reading, at, revision);
        if (subjects.size() > MOST_SUBJECTS) {
            dropLongestSilent();
        }
    }

    /** If the label set changes, the history starts again under a new id, and so it does on the pages. */
    private SubjectHistory continuedOrNew(@Nullable SubjectHistory subject, ExpressionReading reading, Instant at) {
        return subject != null && subject.continuedBy(reading)
                ? subject
                : new SubjectHistory(nextId++, historyLength, reading, at);
    }

    void add(ModelEvent event) {
        revision++;
        if (deployments.containsKey(event.getGroup()) || deployments.size() < MOST_JOBS) {
            deployments.put(event.getGroup(), DeploymentView.of(event));
        }
    }

    /** @param appendedAt when the topic got it; a time to come counts as now */
    void add(FeedState feed, Instant appendedAt) {
        revision++;
        Instant now = clock.instant();
        feeds.add(feed, appendedAt.isAfter(now) ? now : appendedAt, now);
    }

    /** Nothing more is said of a feed. */
    void removeFeed(String streamId) {
        revision++;
        feeds.remove(streamId);
    }

    void add(DeadLetter letter) {
        revision++;
        deadLetters.add(letter, revision);
    }

    /** Says that time has passed, while all that Kafka has was read: what is missing now is missing indeed. */
    void tick() {
        Instant now = clock.instant();
        alerts.tick(now, feeds.views(now));
        noteAlerts();
    }

    private void noteAlerts() {
        if (alerts.haveChanged()) {
            alertsRevision = ++revision;
        }
    }

    /** Counts a record of the readings' topic that is no reading. */
    long countUnreadable() {
        revision++;
        return ++unreadable;
    }

    /** @param newProblem in words, or null if there is none */
    void connection(KafkaConnection newConnection, @Nullable String newProblem) {
        if (connection != newConnection || !Objects.equals(problem, newProblem)) {
            revision++;
            connection = newConnection;
            problem = newProblem;
        }
    }

    /** Grows with every change. */
    long revision() {
        return revision;
    }

    /**
     * What has changed since a revision.
     *
     * @param since a revision that a view named before, or 0 for everything
     */
    StateView view(long since) {
        Instant now = clock.instant();
        forgetSilent(now);
        LinkedHashSet<StateView.Model> models = new LinkedHashSet<>();
        subjects.values().forEach(subject -> models.add(subject.model()));
        List<StateView.Model> modelList = List.copyOf(models);
        OptionalLong latency = latencies.median(now);
        return new StateView(
                revision,
                now.toEpochMilli(),
                historyLength,
                new StateView.Kafka(connection, problem),
                readings,
                rounded(readingRate.perSecond(now)),
                repeated,
                unreadable,
                latency.isPresent() ? latency.getAsLong() : null,
                streamViews(now),
                feeds.views(now),
                modelList,
                List.copyOf(deployments.values()),
                deadLetters.view(since),
                alerts.view(alertsRevision > since),
                subjects.values().stream().map(SubjectHistory::id).toList(),
                subjects.values().stream()
                        .filter(subject -> subject.changedAfter(since))
                        .map(subject -> subject.view(modelList.indexOf(subject.model()), since))
                        .toList());
    }

    DashboardSummary summary() {
        Instant now = clock.instant();
        forgetSilent(now);
        OptionalLong latency = latencies.median(now);
        return new DashboardSummary(
                connection,
                problem,
                readings,
                rounded(readingRate.perSecond(now)),
                deadLetters.total(),
                unreadable,
                latency.isPresent() ? latency.getAsLong() : null,
                streamViews(now).stream()
                        .map(stream -> new DashboardSummary.Stream(stream.stream(), stream.framesPerSecond()))
                        .toList(),
                feeds.views(now).stream()
                        .map(feed -> new DashboardSummary.Feed(
                                feed.stream(), feed.state().name()))
                        .toList(),
                subjects.values().stream().map(subject -> subject.summary(now)).toList(),
                alerts.summary());
    }

    private List<StateView.Stream> streamViews(Instant now) {
        List<StateView.Stream> views = new ArrayList<>(streams.size());
        streams.forEach((id, rate) -> views.add(new StateView.Stream(id, rounded(rate.perSecond(now)))));
        return views;
    }

    private void forgetSilent(Instant now) {
        Instant oldest = now.minus(forgetAfter);
        if (subjects.values().removeIf(subject -> subject.arrivedAt().isBefore(oldest))) {
            forgetEmptyStreams();
        }
    }

    private void dropLongestSilent() {
        subjects.entrySet().stream()
                .min(Comparator.comparing(entry -> entry.getValue().arrivedAt()))
                .map(Map.Entry::getKey)
                .ifPresent(subjects::remove);
        forgetEmptyStreams();
    }

    private void forgetEmptyStreams() {
        revision++;
        streams.keySet()
                .removeIf(id -> subjects.keySet().stream()
                        .noneMatch(key -> key.streamId().equals(id)));
    }

    private static double rounded(double rate) {
        return Math.round(rate * 10) / 10.0;
    }
}
