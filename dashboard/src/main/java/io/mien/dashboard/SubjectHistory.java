package io.mien.dashboard;

import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.ModelReference;
import io.mien.schemas.avro.ReadingStatus;
import io.mien.schemas.avro.RuntimeReference;
import java.time.Duration;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keeps one subject's newest readings, by the end of their windows. Not safe for use by many threads. */
final class SubjectHistory {
    /** A reading made later than this after its window was not made live. */
    private static final Duration LONGEST_LIVE_LATENCY = Duration.ofSeconds(60);

    private static final Duration SHORTEST_SILENCE = Duration.ofSeconds(3);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);
    private static final int MISSED_READINGS = 3;
    private static final int LONGEST_REASON = 300;
    private static final double STEPS = 10_000;

    /** A subject silent for so many times what makes it so has most likely left; its readings carry no last word. */
    private static final int LEFT_AFTER = 4;

    private final long id;
    private final int length;
    private final NavigableMap<Instant, PackedPoint> entries = new TreeMap<>();
    private ExpressionReading newest;
    private Instant arrivedAt;
    private long revision;

    /** @param length readings kept */
    SubjectHistory(long id, int length, ExpressionReading first, Instant arrivedAt) {
        this.id = id;
        this.length = length;
        this.newest = first;
        this.arrivedAt = arrivedAt;
    }

    void add(ExpressionReading reading, Instant at, long atRevision) {
        seen(at, atRevision);
        entries.put(reading.getWindowEnd(), new PackedPoint(reading, atRevision));
        if (!reading.getWindowEnd().isBefore(newest.getWindowEnd())) {
            newest = reading;
        }
        if (entries.size() > length) {
            entries.pollFirstEntry();
        }
    }

    /** A sign of life that brings nothing new. */
    void seen(Instant at, long atRevision) {
        revision = atRevision;
        if (at.isAfter(arrivedAt)) {
            arrivedAt = at;
        }
    }

    /** Whether the probabilities of this reading mean the same as those before it. */
    boolean continuedBy(ExpressionReading reading) {
        return newest.getLabelSet().equals(reading.getLabelSet());
    }

    Instant arrivedAt() {
        return arrivedAt;
    }

    String streamId() {
        return newest.getStreamId();
    }

    boolean changedAfter(long since) {
        return revision > since;
    }

    long id() {
        return id;
    }

    StateView.Model model() {
        ModelReference model = newest.getModel();
        RuntimeReference runtime = newest.getRuntime();
        return new StateView.Model(
                model.getName(),
                model.getVersion(),
                model.getSavedModelDigest(),
                model.getPreprocessingDigest(),
                model.getUntrained(),
                newest.getLabelSet().getName(),
                newest.getLabelSet().getLabels().size(),
                runtime.getTensorflowVersion(),
                runtime.getDevice(),
                runtime.getPrecision(),
                runtime.getBatchShape(),
                purpose(newest));
    }

    /** With the job's own, where that is another. */
    private static String purpose(ExpressionReading reading) {
        return reading.getJobPurpose() == null
                ? reading.getPurpose()
                : reading.getPurpose() + " (declared for the feed; the job’s: " + reading.getJobPurpose() + ")";
    }

    /** Leaves out points that were there at the given revision. */
    StateView.Subject view(int model, long since) {
        OptionalLong latency = liveLatencyMillis(newest);
        return new StateView.Subject(
                id,
                newest.getStreamId(),
                newest.getSubjectId(),
                newest.getLabelSet().getLabels(),
                newest.getStatus().name(),
                reason(),
                topLabel(newest),
                topProbability(),
                arrivedAt.toEpochMilli(),
                silentAfter().toMillis(),
                leftAfter().toMillis(),
                new StateView.Frames(
                        newest.getFrames().getFirstSequence(),
                        newest.getFrames().getLastSequence(),
                        newest.getFrames().getCount(),
                        newest.getFrames().getPaddedCount()),
                model,
                latency.isPresent() ? latency.getAsLong() : null,
                newest.getReadingId(),
                entries.entrySet().stream()
                        .filter(entry -> entry.getValue().isAfter(since))
                        .map(entry -> entry.getValue().view(entry.getKey()))
                        .toList());
    }

    DashboardSummary.Subject summary(Instant now) {
        return new DashboardSummary.Subject(
                newest.getStreamId(),
                newest.getSubjectId(),
                newest.getStatus().name(),
                topLabel(newest),
                topProbability(),
                !arrivedAt.plus(silentAfter()).isBefore(now));
    }

    /** The time from the end of the window to the reading; empty if that is not the time of a live reading. */
    static OptionalLong liveLatencyMillis(ExpressionReading reading) {
        Duration latency = Duration.between(reading.getWindowEnd(), reading.getProducedAt());
        return latency.isNegative() || latency.compareTo(LONGEST_LIVE_LATENCY) > 0
                ? OptionalLong.empty()
                : OptionalLong.of(latency.toMillis());
    }

    private @Nullable String reason() {
        String reason = newest.getReason();
        return reason == null ? null : Texts.shortened(reason, LONGEST_REASON);
    }

    private static @Nullable String topLabel(ExpressionReading reading) {
        return reading.getStatus() == ReadingStatus.ABSTAINED ? null : reading.getTopLabel();
    }

    private double topProbability() {
        String label = topLabel(newest);
        int index = label == null ? -1 : newest.getLabelSet().getLabels().indexOf(label);
        return index < 0 ? 0 : rounded(newest.getProbabilities().get(index));
    }

    /** A few of its own readings long, since windows may follow each other every tenth of a second or every ten. */
    private Duration silentAfter() {
        if (entries.size() < 2) {
            return SHORTEST_SILENCE;
        }
        Instant last = entries.lastKey();
        Instant before = entries.headMap(last, false).lastKey();
        Duration silence = Duration.between(before, last).multipliedBy(MISSED_READINGS);
        if (silence.compareTo(SHORTEST_SILENCE) < 0) {
            return SHORTEST_SILENCE;
        }
        return silence.compareTo(LONGEST_SILENCE) > 0 ? LONGEST_SILENCE : silence;
    }

    private Duration leftAfter() {
        return silentAfter().multipliedBy(LEFT_AFTER);
    }

    /** Whether no reading has come for so long that most likely none will. */
    boolean hasLeft(Instant now) {
        return arrivedAt.plus(leftAfter()).isBefore(now);
    }

    /** A page draws no more than this, and it halves what is sent. */
    private static double rounded(float probability) {
        return Math.round(probability * STEPS) / STEPS;
    }
}
