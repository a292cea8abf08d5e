package io.mien.dashboard;

import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FeedState;
import io.mien.schemas.avro.ModelEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
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
    private static final int MOST_SUBJECTS = 2_000;
    /** Looking at all streams is not done for each page anew. */
    private static final Duration REFRESH_AFTER = Duration.ofMillis(150);

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
    private final Overview overview;
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
    private Instant refreshedAt = Instant.MIN;
    private long refreshedRevision;
    private List<StateView.Model> models = List.of();
    private int faces;
    private Map<StateView.FeedStanding, Integer> feedCounts = Map.of();

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
        this.overview = new Overview(forgetAfter);
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
        overview.add(reading, at, revision);
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

    /** Lets go of all that its readings said. */
    void forget(String streamId) {
        revision++;
        ofStream(streamId).clear();
        overview.forget(streamId);
    }

    private Map<SubjectKey, SubjectHistory> ofStream(String stream) {
        return subjects.subMap(new SubjectKey(stream, ""), true, new SubjectKey(stream + '\0', ""), false);
    }

    void add(DeadLetter letter) {
        revision++;
        deadLetters.add(letter, revision);
        overview.add(letter, revision);
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
        List<StateView.Model> modelList = modelsOf(subjects.values());
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
                overview.paces(now),
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

    /**
     * What has changed of all streams since a revision.
     *
     * @param since a revision that a view named before, or 0 for everything
     * @param page the version of the page that the server has
     */
    OverviewView overview(long since, String page) {
        Instant now = clock.instant();
        refresh(now);
        OptionalLong latency = latencies.median(now);
        // Before the labels are: their slots give them numbers.
        List<OverviewView.Row> rows = overview.rows(now, since);
        return new OverviewView(
                revision,
                page,
                now.toEpochMilli(),
                new StateView.Kafka(connection, problem),
                readings,
                rounded(readingRate.perSecond(now)),
                repeated,
                unreadable,
                latency.isPresent() ? latency.getAsLong() : null,
                faces,
                feedCounts,
                models,
                List.copyOf(deployments.values()),
                deadLetters.view(since),
                alerts.view(alertsRevision > since),
                overview.labels(),
                overview.present(),
                rows);
    }

    /** Pages ask several times a second, and faces leave without a word. */
    private void refresh(Instant now) {
        if (revision == refreshedRevision && now.isBefore(refreshedAt.plus(REFRESH_AFTER))) {
            return;
        }
        forgetSilent(now);
        Map<String, Integer> byStream = new HashMap<>();
        subjects.forEach((key, subject) -> {
            if (!subject.hasLeft(now)) {
                byStream.merge(key.streamId(), 1, Integer::sum);
            }
        });
        faces = byStream.values().stream().mapToInt(Integer::intValue).sum();
        models = modelsOf(subjects.values());
        List<StateView.Feed> told = feeds.views(now);
        Map<StateView.FeedStanding, Integer> counts = new EnumMap<>(StateView.FeedStanding.class);
        told.forEach(feed -> counts.merge(feed.state(), 1, Integer::sum));
        feedCounts = counts;
        if (overview.refresh(now, told, byStream, revision + 1)) {
            revision++;
        }
        refreshedAt = now;
        refreshedRevision = revision;
    }

    private static List<StateView.Model> modelsOf(Collection<SubjectHistory> subjects) {
        LinkedHashSet<StateView.Model> models = new LinkedHashSet<>();
        subjects.forEach(subject -> models.add(subject.model()));
        return List.copyOf(models);
    }

    /**
     * The subjects of one stream.
     *
     * @param stream or null for those of all
     * @param since a revision that a view named before, or 0 for everything
     */
    SubjectsView subjects(@Nullable String stream, long since) {
        Instant now = clock.instant();
        forgetSilent(now);
        Collection<SubjectHistory> chosen =
                stream == null ? subjects.values() : ofStream(stream).values();
        List<StateView.Model> modelList = modelsOf(chosen);
        return new SubjectsView(
                revision,
                now.toEpochMilli(),
                historyLength,
                modelList,
                chosen.stream().map(SubjectHistory::id).toList(),
                chosen.stream()
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
                overview.paces(now).stream()
                        .map(stream -> new DashboardSummary.Stream(stream.stream(), stream.framesPerSecond()))
                        .toList(),
                feeds.views(now).stream()
                        .map(feed -> new DashboardSummary.Feed(
                                feed.stream(), feed.state().name()))
                        .toList(),
                subjects.values().stream().map(subject -> subject.summary(now)).toList(),
                alerts.summary());
    }

    private void forgetSilent(Instant now) {
        Instant oldest = now.minus(forgetAfter);
        if (subjects.values().removeIf(subject -> subject.arrivedAt().isBefore(oldest))) {
            revision++;
        }
    }

    private void dropLongestSilent() {
        subjects.entrySet().stream()
                .min(Comparator.comparing(entry -> entry.getValue().arrivedAt()))
                .map(Map.Entry::getKey)
                .ifPresent(subjects::remove);
        revision++;
    }

    private static double rounded(double rate) {
        return Math.round(rate * 10) / 10.0;
    }
}
