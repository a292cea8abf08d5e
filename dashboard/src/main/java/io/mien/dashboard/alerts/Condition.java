package io.mien.dashboard.alerts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a rule says of one place: a subject, a stream, or a group of streams. It makes the place's alerts, one after
 * another. Not safe for use by many threads.
 */
final class Condition {
    private static final int ID_BYTES = 12;

    private final AlertRule rule;
    private final Alert.Kind kind;
    private final @Nullable String label;
    private final String place;
    private final AlertLog log;
    private final Hold hold;
    private final Evidence evidence = new Evidence();
    private @Nullable Alert alert;
    private Instant toldAt = Instant.EPOCH;
    private int repeats;

    /** @param place unique among the places of the rule */
    Condition(AlertRule rule, Alert.Kind kind, @Nullable String label, String place, AlertLog log) {
        this.rule = rule;
        this.kind = kind;
        this.label = label;
        this.place = place;
        this.log = log;
        this.hold = new Hold(rule.times());
    }

    boolean active() {
        return hold.active();
    }

    /** Whether the condition holds, or has held until a moment ago. */
    boolean holds() {
        return hold.holds();
    }

    /** To be given what speaks for the alert just before the condition is said to hold; emptied when it does not. */
    Evidence evidence() {
        return evidence;
    }

    /** @param sentence what there is, for people; asked for only if it is told */
    void observe(Instant now, boolean on, Supplier<String> sentence) {
        hold.update(now, on).forEach(step -> take(step, now, sentence));
        if (!hold.holds()) {
            evidence.clear();
        }
    }

    /** Nothing more is heard of the place. */
    void finish(Instant at) {
        hold.finish(at).forEach(step -> take(step, at, () -> ""));
        evidence.clear();
    }

    private void take(Hold.Step step, Instant now, Supplier<String> sentence) {
        Alert before = alert;
        switch (step.change()) {
            case BEGAN -> {
                repeats = 0;
                toldAt = now;
                alert = made(id(step.at()), step.at(), now, null, sentence.get());
                log.began(alert);
            }
            case CONTINUES -> {
                if (before != null) {
                    Alert refreshed = made(before.id(), before.began(), now, null, sentence.get());
                    alert = refreshed;
                    log.refreshed(refreshed);
                    repeat(refreshed, now);
                }
            }
            case ENDED -> {
                if (before != null) {
                    log.ended(made(before.id(), before.began(), now, step.at(), before.sentence()));
                }
                alert = null;
                // The next one that follows at once has readings of its own.
                evidence.clear();
            }
        }
    }

    private void repeat(Alert refreshed, Instant now) {
        Duration every = rule.times().repeat();
        if (every != null && !toldAt.plus(every).isAfter(now)) {
            toldAt = now;
            log.continues(refreshed, ++repeats);
        }
    }

    private Alert made(String id, Instant began, Instant at, @Nullable Instant ended, String sentence) {
        return new Alert(
                id,
                rule.name(),
                kind,
                label,
                evidence.streams(),
                evidence.subjects(),
                began,
                at,
                ended,
                sentence,
                evidence.readings(),
                evidence.count());
    }

    private String id(Instant began) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : List.of(rule.name(), place, began.toString())) {
                digest.update(part.getBytes(UTF_8));
                digest.update((byte) 0);
            }
            return "alert_" + HexFormat.of().formatHex(digest.digest(), 0, ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
