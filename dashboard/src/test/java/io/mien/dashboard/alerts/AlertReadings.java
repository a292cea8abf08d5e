package io.mien.dashboard.alerts;

import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FramesUsed;
import io.mien.schemas.avro.InputCoordinates;
import io.mien.schemas.avro.LabelSetReference;
import io.mien.schemas.avro.ModelReference;
import io.mien.schemas.avro.ReadingStatus;
import io.mien.schemas.avro.RuntimeReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Readings of windows of two seconds, and what becomes of them. */
final class AlertReadings {
    static final Instant START = Instant.parse("2026-03-01T09:00:00Z");

    final List<AlertEvent> events = new ArrayList<>();
    final Alerts alerts;

    AlertReadings(AlertRule... rules) {
        this.alerts = new Alerts(List.of(rules), events::add);
    }

    static Instant second(double seconds) {
        return START.plus(Duration.ofMillis(Math.round(seconds * 1_000)));
    }

    static AlertTimes times(int hold, int clear) {
        return new AlertTimes(Duration.ofSeconds(hold), Duration.ofSeconds(clear), null);
    }

    /** A reading each second, with these shares of anger; below zero it abstains. */
    void read(String stream, String subject, double from, double... shares) {
        for (int n = 0; n < shares.length; n++) {
            take(stream, subject, from + n, shares[n]);
        }
    }

    void take(String stream, String subject, double end, double anger) {
        take(stream, subject, end, anger, second(end));
    }

    void take(String stream, String subject, double end, double anger, Instant heardAt) {
        alerts.take(reading(stream, subject, end, anger), heardAt);
    }

    static String id(String stream, String subject, double end) {
        return stream + "/" + subject + "@" + end;
    }

    private static ExpressionReading reading(String stream, String subject, double end, double anger) {
        boolean abstains = anger < 0;
        return ExpressionReading.newBuilder()
                .setReadingId(id(stream, subject, end))
                .setStreamId(stream)
                .setSubjectId(subject)
                .setWindowStart(second(end - 2))
                .setWindowEnd(second(end))
                .setStatus(abstains ? ReadingStatus.ABSTAINED : ReadingStatus.OK)
                .setReason(abstains ? "3 frames of 16" : null)
                .setLabelSet(new LabelSetReference("two", List.of("calm", "anger")))
                .setProbabilities(abstains ? List.of() : List.of((float) (1 - anger), (float) anger))
                .setTopLabel(abstains ? null : anger > 0.5 ? "anger" : "calm")
                .setFrames(new FramesUsed(0L, 59L, 16, 0))
                .setInput(new InputCoordinates("face-frames", 0, 0L, 59L))
                .setModel(new ModelReference("m", "1", "sha256:01", "sha256:02", false))
                .setRuntime(new RuntimeReference("2", "CPU", "float32", "1", "AVX2", 1))
                .setPurpose("a test")
                .setProducedAt(second(end))
                .build();
    }

    /** As {@code BEGAN 3, ENDED 9}: what happened, and the second of the readings' time that it is dated. */
    String told() {
        return events.stream()
                .map(event -> event.type() + " " + secondOf(event))
                .reduce((one, other) -> one + ", " + other)
                .orElse("");
    }

    private static long secondOf(AlertEvent event) {
        Alert alert = event.alert();
        Instant at = switch (event.type()) {
            case BEGAN -> alert.began();
            case CONTINUES -> alert.at();
            case ENDED -> alert.ended() == null ? Instant.MAX : alert.ended();
        };
        return Duration.between(START, at).toSeconds();
    }

    Alert last() {
        return events.get(events.size() - 1).alert();
    }
}
