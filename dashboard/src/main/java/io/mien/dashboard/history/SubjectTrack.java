package io.mien.dashboard.history;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The blocks of one subject, by when the topic got their first readings. Not safe for use by many threads. */
final class SubjectTrack {
    private final List<ReadingBlock> blocks = new ArrayList<>();
    /** The one that new readings go to, and the one that readings of the past are added to. */
    private @Nullable ReadingBlock now;

    private @Nullable ReadingBlock past;

    /** The block that the next reading belongs to if it is of this kind; null if a new one has to be begun. */
    @Nullable
    ReadingBlock open(BlockKind kind, boolean ofPast) {
        ReadingBlock block = ofPast ? past : now;
        return block != null && block.takes(kind) ? block : null;
    }

    /** @param block with a reading */
    void begin(ReadingBlock block, boolean ofPast) {
        if (ofPast) {
            past = block;
        } else {
            now = block;
        }
        int index = blocks.size();
        while (index > 0 && blocks.get(index - 1).firstAppended() > block.firstAppended()) {
            index--;
        }
        blocks.add(index, block);
    }

    /** Whether it is among the newest: deliveries at least once repeat what came a moment ago. */
    boolean repeats(long id, boolean ofPast) {
        ReadingBlock block = ofPast ? past : now;
        if (block == null) {
            return false;
        }
        int index = blocks.indexOf(block);
        return block.indexOf(id) >= 0 || (index > 0 && blocks.get(index - 1).indexOf(id) >= 0);
    }

    void remove(ReadingBlock block) {
        blocks.remove(block);
        if (block.equals(now)) {
            now = null;
        }
        if (block.equals(past)) {
            past = null;
        }
    }

    boolean isEmpty() {
        return blocks.isEmpty();
    }

    void forEach(Consumer<ReadingBlock> consumer) {
        blocks.forEach(consumer);
    }
}
