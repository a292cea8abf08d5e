package io.mien.dashboard.alerts;

import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.ReadingStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One stream's readings of the last while, counted in short slots of time, so that memory does not grow with them. */
final class AbstentionPlace {
    private static final int SLOTS = 30;

    /** Readings of one slot. */
    private static final class Slot {
        int readings;
        int abstained;
    }

    private final AlertRule.AbstentionsAbove rule;
    private final String stream;
    private final Condition condition;
    private final Duration slotLength;
    private final TreeMap<Long, Slot> slots = new TreeMap<>();
    /** Ids of the newest readings that abstained. */
    private final Deque<String> newest = new ArrayDeque<>();

    private @Nullable Instant first;
    private Instant time = Instant.MIN;
    private Instant heardAt = Instant.EPOCH;

    AbstentionPlace(AlertRule.AbstentionsAbove rule, String stream, AlertLog log) {
        this.rule = rule;
        this.stream = stream;
        this.condition = new Condition(rule, Alert.Kind.ABSTENTIONS, null, stream, log);
        this.slotLength = rule.over().dividedBy(SLOTS);
    }

    Instant heardAt() {
        return heardAt;
    }

    void take(ExpressionReading reading, Instant at) {
        heardAt = at.isAfter(heardAt) ? at : heardAt;
        Instant end = reading.getWindowEnd();
        time = end.isAfter(time) ? end : time;
        Instant since = first == null ? end : first;
        first = since;
        long oldest = slot(time) - SLOTS + 1;
        slots.headMap(oldest).clear();
        if (slot(end) < oldest) {
            return;
        }
        Slot slot = slots.computeIfAbsent(slot(end), index -> new Slot());
        slot.readings++;
        boolean abstains = reading.getStatus() == ReadingStatus.ABSTAINED;
        if (abstains) {
            slot.abstained++;
            newest.addLast(reading.getReadingId());
            if (newest.size() > Evidence.MOST) {
                newest.removeFirst();
            }
        }
        int readings = slots.values().stream().mapToInt(each -> each.readings).sum();
        int abstained = slots.values().stream().mapToInt(each -> each.abstained).sum();
        double share = (double) abstained / readings;
        boolean much = condition.active() ? share >= rule.below() && abstained > 0 : share > rule.above();
        boolean known =
                readings >= rule.leastReadings() && !since.plus(rule.over()).isAfter(time);
        if (known && much && !condition.holds()) {
            condition.evidence().addStream(stream);
            condition.evidence().addUnnamed(Math.max(0, abstained - newest.size()));
            newest.forEach(condition.evidence()::addReading);
        } else if (abstains) {
            condition.evidence().addReading(reading.getReadingId());
        }
        condition.observe(time, known && much, () -> sentence(abstained, readings, share));
    }

    private long slot(Instant at) {
        return Math.floorDiv(at.toEpochMilli(), slotLength.toMillis());
    }

    private String sentence(int abstained, int readings, double share) {
        return stream + ": " + abstained + " of " + readings + " readings of the last "
                + AlertWords.duration(rule.over()) + " abstained (" + AlertWords.percent(share) + ", more than "
                + AlertWords.percent(rule.above()) + ")";
    }

    /** Nothing more is heard of it. */
    void finish() {
        condition.finish(time);
    }
}
