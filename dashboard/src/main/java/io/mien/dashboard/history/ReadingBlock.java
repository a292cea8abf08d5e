package io.mien.dashboard.history;

import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.ReadingStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some readings of one subject with the same labels and model, one after another, a field an array: an object for each
 * would take four times as much. Not safe for use by many threads.
 */
final class ReadingBlock {
    /** Few, since most faces are in view for a minute or less; doubled until they are many. */
    private static final int FIRST_CAPACITY = 16;

    private static final int MOST = 256;
    private static final int OF_BLOCK = 300;
    private static final int SIDES = 4;
    private static final float STEPS = 10_000;
    private static final List<ReadingStatus> STATUSES = List.of(ReadingStatus.values());

    private final BlockKind kind;
    private long[] windowEnds = new long[FIRST_CAPACITY];
    private long[] appended = new long[FIRST_CAPACITY];
    private long[] ids = new long[FIRST_CAPACITY];
    private long[] offsets = new long[FIRST_CAPACITY];
    private int[] partitions = new int[FIRST_CAPACITY];
    private byte[] statuses = new byte[FIRST_CAPACITY];
    private short[] skipped = new short[FIRST_CAPACITY];
    private @Nullable String[] reasons = new @Nullable String[FIRST_CAPACITY];
    /** Left, top, width and height of each; a width of 0: none is told. */
    private short[] boxes = new short[FIRST_CAPACITY * SIDES];

    private short[] probabilities;
    private int size;

    ReadingBlock(BlockKind kind) {
        this.kind = kind;
        this.probabilities = new short[FIRST_CAPACITY * kind.labels().size()];
    }

    /** What a reading takes in a block that is full. */
    static int bytesOfReading(int labels) {
        return 4 * Long.BYTES + 2 * Integer.BYTES + Short.BYTES + Byte.BYTES + (SIDES + labels) * Short.BYTES;
    }

    long bytes() {
        return OF_BLOCK
                + (long) windowEnds.length * bytesOfReading(kind.labels().size());
    }

    boolean takes(BlockKind other) {
        return size < MOST && kind.equals(other);
    }

    /** @param reason the same object for the same words, or each would be kept */
    void add(ExpressionReading reading, long id, ReadingPlace place, long appendedAt, @Nullable String reason) {
        if (size == windowEnds.length) {
            grow();
        }
        windowEnds[size] = reading.getWindowEnd().toEpochMilli();
        appended[size] = appendedAt;
        ids[size] = id;
        offsets[size] = place.offset();
        partitions[size] = place.partition();
        statuses[size] = (byte) STATUSES.indexOf(reading.getStatus());
        List<Integer> cells = reading.getSkippedCells();
        skipped[size] = cells == null ? 0 : (short) Math.min(cells.size(), Short.MAX_VALUE);
        reasons[size] = reason;
        int labels = kind.labels().size();
        for (int label = 0; label < labels && label < reading.getProbabilities().size(); label++) {
            float share = reading.getProbabilities().get(label);
            probabilities[size * labels + label] = (short) Math.round(Math.max(0, Math.min(1, share)) * STEPS);
        }
        FaceOutline box = FaceOutline.of(reading.getLastBox());
        if (box != null) {
            boxes[size * SIDES] = (short) box.x();
            boxes[size * SIDES + 1] = (short) box.y();
            boxes[size * SIDES + 2] = (short) box.width();
            boxes[size * SIDES + 3] = (short) box.height();
        }
        size++;
    }

    private void grow() {
        int capacity = 2 * windowEnds.length;
        windowEnds = Arrays.copyOf(windowEnds, capacity);
        appended = Arrays.copyOf(appended, capacity);
        ids = Arrays.copyOf(ids, capacity);
        offsets = Arrays.copyOf(offsets, capacity);
        partitions = Arrays.copyOf(partitions, capacity);
        statuses = Arrays.copyOf(statuses, capacity);
        skipped = Arrays.copyOf(skipped, capacity);
        reasons = Arrays.copyOf(reasons, capacity);
        boxes = Arrays.copyOf(boxes, capacity * SIDES);
        probabilities = Arrays.copyOf(probabilities, capacity * kind.labels().size());
    }

    int size() {
        return size;
    }

    /** When the topic got the first of them. */
    long firstAppended() {
        return appended[0];
    }

    /** When the topic got the last of them. */
    long lastAppended() {
        return appended[size - 1];
    }

    /** The place in the block of the reading with an id; -1 if there is none. */
    int indexOf(long id) {
        for (int index = size - 1; index >= 0; index--) {
            if (ids[index] == id) {
                return index;
            }
        }
        return -1;
    }

    long windowEnd(int index) {
        return windowEnds[index];
    }

    long appendedAt(int index) {
        return appended[index];
    }

    ReadingPlace place(int index) {
        return new ReadingPlace(partitions[index], offsets[index]);
    }

    private @Nullable FaceOutline box(int index) {
        int place = index * SIDES;
        return boxes[place + 2] == 0
                ? null
                : new FaceOutline(boxes[place], boxes[place + 1], boxes[place + 2], boxes[place + 3]);
    }

    HeldReading reading(int index) {
        ReadingStatus status = STATUSES.get(statuses[index]);
        int labels = kind.labels().size();
        List<Float> shares = new ArrayList<>(labels);
        if (status != ReadingStatus.ABSTAINED) {
            for (int label = 0; label < labels; label++) {
                shares.add(probabilities[index * labels + label] / STEPS);
            }
        }
        return new HeldReading(
                windowEnds[index],
                appended[index],
                ids[index],
                place(index),
                status.name(),
                reasons[index],
                skipped[index],
                kind.labels(),
                kind.model(),
                box(index),
                shares);
    }
}
