package io.mien.dashboard;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.ReadingStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the readings of one stream came to in the last ten minutes, by the time at which they came: ten seconds at a time, so
 * that streams whose clocks differ stand beside each other. Not safe for use by many threads.
 */
final class StreamStrip {
    static final Duration SLOT = Duration.ofSeconds(10);
    static final int SLOTS = 60;

    /** Slots that are the last minute: the one that has just begun, and the six before it. */
    private static final int LAST_MINUTE = 7;

    private static final int OVERLOADED = 1;
    private static final int FEED_DOWN = 2;

    /**
     * One slot, as the page gets it: an array of these five, to be small.
     *
     * @param number of the slot, counted from 1970
     * @param label its place in the overview's labels; -1 if no reading had one
     * @param share of that label, percent: the mean of its probabilities
     * @param abstained readings that did, percent of all
     * @param signs 1: cells were passed over by a job that was behind; 2: the feed was down; 3: both
     */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    @JsonPropertyOrder({"number", "label", "share", "abstained", "signs"})
    record Slot(long number, int label, int share, int abstained, int signs) {}

    /**
     * What the last minute came to.
     *
     * @param label that was the likeliest, by the mean of its probabilities; null if no reading had one
     * @param share that mean
     * @param overloaded readings for which cells were passed over
     */
    record Minute(
            int readings,
            int abstained,
            int overloaded,
            @Nullable String label,
            double share) {}

    private static final class Tally {
        private long number = Long.MIN_VALUE;
        private long revision;
        private int readings;
        private int abstained;
        private int overloaded;
        private int deadLetters;
        private boolean feedDown;
        private List<String> labels = List.of();
        private double[] sums = {};

        private void begin(long newNumber) {
            number = newNumber;
            readings = 0;
            abstained = 0;
            overloaded = 0;
            deadLetters = 0;
            feedDown = false;
            labels = List.of();
            sums = new double[0];
        }

        private void add(ExpressionReading reading) {
            readings++;
            List<Integer> skipped = reading.getSkippedCells();
            if (skipped != null && !skipped.isEmpty()) {
                overloaded++;
            }
            if (reading.getStatus() == ReadingStatus.ABSTAINED) {
                abstained++;
                return;
            }
            if (!labels.equals(reading.getLabelSet().getLabels())) {
                // Another label set: what came before is of other words.
                labels = List.copyOf(reading.getLabelSet().getLabels());
                sums = new double[labels.size()];
            }
            for (int label = 0; label < sums.length; label++) {
                sums[label] += reading.getProbabilities().get(label);
            }
        }

        private int top() {
            int top = -1;
            for (int label = 0; label < sums.length; label++) {
                top = top < 0 || sums[label] > sums[top] ? label : top;
            }
            return top;
        }

        private double total() {
            double total = 0;
            for (double sum : sums) {
                total += sum;
            }
            return total;
        }
    }

    private final Tally[] ring = new Tally[SLOTS];
    private final LabelNames names;

    /** @param names gets the labels that slots name by number */
    StreamStrip(LabelNames names) {
        this.names = names;
        for (int slot = 0; slot < SLOTS; slot++) {
            ring[slot] = new Tally();
        }
    }

    void add(ExpressionReading reading, Instant at, long revision) {
        Tally slot = slot(at);
        if (slot != null) {
            slot.add(reading);
            slot.revision = revision;
        }
    }

    void addDeadLetter(Instant at, long revision) {
        Tally slot = slot(at);
        if (slot != null) {
            slot.deadLetters++;
            slot.revision = revision;
        }
    }

    void noteFeedDown(Instant now, long revision) {
        Tally slot = slot(now);
        if (slot != null && !slot.feedDown) {
            slot.feedDown = true;
            slot.revision = revision;
        }
    }

    /** Null for a time before what is kept. */
    private @Nullable Tally slot(Instant at) {
        long number = number(at);
        Tally slot = ring[(int) Math.floorMod(number, (long) SLOTS)];
        if (slot.number > number) {
            return null;
        }
        if (slot.number < number) {
            slot.begin(number);
        }
        return slot;
    }

    Minute lastMinute(Instant now) {
        int readings = 0;
        int abstained = 0;
        int overloaded = 0;
        List<String> labels = List.of();
        double[] sums = {};
        for (long number = number(now) - LAST_MINUTE + 1; number <= number(now); number++) {
            Tally slot = ring[(int) Math.floorMod(number, (long) SLOTS)];
            if (slot.number != number) {
                continue;
            }
            readings += slot.readings;
            abstained += slot.abstained;
            overloaded += slot.overloaded;
            if (slot.sums.length > 0 && !slot.labels.equals(labels)) {
                labels = slot.labels;
                sums = new double[labels.size()];
            }
            for (int label = 0; label < slot.sums.length; label++) {
                sums[label] += slot.sums[label];
            }
        }
        Tally all = new Tally();
        all.sums = sums;
        int top = all.top();
        return new Minute(
                readings,
                abstained,
                overloaded,
                top < 0 ? null : labels.get(top),
                top < 0 ? 0 : Math.round(sums[top] / all.total() * 100) / 100.0);
    }

    int deadLetters(Instant now) {
        int sum = 0;
        for (Tally slot : ring) {
            sum += isKept(slot, now) ? slot.deadLetters : 0;
        }
        return sum;
    }

    /** By time; those that have changed after a revision, and are not empty. */
    List<Slot> slots(Instant now, long since) {
        List<Slot> slots = new ArrayList<>();
        for (long number = number(now) - SLOTS + 1; number <= number(now); number++) {
            Tally slot = ring[(int) Math.floorMod(number, (long) SLOTS)];
            if (slot.number == number && slot.revision > since) {
                int top = slot.top();
                slots.add(new Slot(
                        number,
                        top < 0 ? -1 : names.numberOf(slot.labels.get(top)),
                        top < 0 ? 0 : (int) Math.round(100 * slot.sums[top] / slot.total()),
                        slot.readings == 0 ? 0 : Math.round(100f * slot.abstained / slot.readings),
                        (slot.overloaded > 0 ? OVERLOADED : 0) + (slot.feedDown ? FEED_DOWN : 0)));
            }
        }
        return slots;
    }

    boolean changedAfter(long since) {
        for (Tally slot : ring) {
            if (slot.revision > since) {
                return true;
            }
        }
        return false;
    }

    private static boolean isKept(Tally slot, Instant now) {
        return slot.number > number(now) - SLOTS && slot.number <= number(now);
    }

    private static long number(Instant at) {
        return Math.floorDiv(at.toEpochMilli(), SLOT.toMillis());
    }
}
