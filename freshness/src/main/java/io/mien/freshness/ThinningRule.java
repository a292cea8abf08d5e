package io.mien.freshness;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Which of a subject's cells make up a share of them, so that the most comes of it.
 *
 * <p>As long as windows keep enough frames for a reading, each window loses some, spread evenly over it: every reading is made,
 * from fewer frames. A smaller share than that would leave every window short and no reading at all. So
 * subjects then take turns: in its turn a subject has just enough frames for one whole window, and none between turns. A turn
 * is as long as a window and ends where one ends. Longer ones would give more readings for their frames, but of the same
 * moments, and longer times without any.
 *
 * <p>Where subjects begin is spread by a hash of their names, the same in every process, so that they neither skip the same
 * cells nor have the same turns; and no two have different shares.
 *
 * @param cells in a window
 * @param slideCells from one window's end to the next one's
 * @param minimumFrames cells of a window that must have a frame for a reading to be made
 */
public record ThinningRule(int cells, int slideCells, int minimumFrames) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The golden ratio's fraction: multiples of it spread over 0 to 1 as evenly as any, however many there are. */
    private static final double GOLDEN = 0.618_033_988_749_894_9;

    /** For a camera that leaves cells empty; from one to the next on average. */
    private static final float REGULAR_SPACING = 1.01f;
    /** A turn that has begun is given up only if the share has fallen by more than it does by chance. */
    private static final double PATIENCE = 1.25;
    /** Of a new distance between two cells, in the average. */
    private static final float WEIGHT = 1 / 8f;

    /** Of no turn that there is. */
    private static final long UNDECIDED = Long.MIN_VALUE;

    /** Apart, so that subjects whose turns begin together do not encode the same cells in them. */
    private static final long CREDIT_SEED = 1L << 40;

    private static final long TURN_SEED = 2L << 40;
    private static final long MIX = 0x9E3779B97F4A7C15L;
    private static final double UNIT = 0x1.0p-53;

    /**
     * A cell with a frame, decided on.
     *
     * @param admitted whether the frame is to be encoded
     * @param next the subject's progress
     */
    public record Step(boolean admitted, ThinningProgress next) {}

    /**
     * Decides on the next cell of a subject, or of a stream whose subjects share their pictures.
     *
     * @param seed of its name, the same in every process
     * @param before its progress; null at its first cell
     * @param share of the cells that can be encoded, 0 to 1; 0 encodes none
     */
    public Step step(long seed, @Nullable ThinningProgress before, long cell, double share) {
        long turn = turn(cell, seed);
        float spacing = before == null ? 1 : spacing(before, cell);
        double least = Math.min(1, (minimumFrames + spare(spacing)) / cells * spacing);
        float credit = before == null ? (float) unit(seed + CREDIT_SEED) : before.credit();
        if (share <= 0) {
            // Nobody's turn begins or ends by it: it is over in a moment.
            return new Step(
                    false,
                    before == null
                            ? new ThinningProgress(cell, UNDECIDED, false, credit, spacing)
                            : new ThinningProgress(cell, before.turn(), before.taken(), credit, spacing));
        }
        double turns = share / least;
        double place = place(seed, turn);
        ThinningProgress begun = before != null && before.turn() == turn ? before : null;
        boolean taken = turns >= 1 || (begun == null ? place < turns : begun.taken() && place < turns * PATIENCE);
        if (!taken) {
            return new Step(false, new ThinningProgress(cell, turn, false, credit, spacing));
        }
        float more = credit + (float) Math.max(share, least);
        boolean admitted = more >= 1;
        return new Step(admitted, new ThinningProgress(cell, turn, true, admitted ? more - 1 : more, spacing));
    }

    private float spacing(ThinningProgress before, long cell) {
        long distance = cell - before.cell();
        // After a pause, or when its clock was set back, the subject's camera is as fast as before.
        return distance > cells || distance < 1
                ? before.spacing()
                : before.spacing() + WEIGHT * (distance - before.spacing());
    }

    /** Where cells may be empty, a window that has just enough of them would often have one too few. */
    private static double spare(float spacing) {
        return spacing > REGULAR_SPACING ? 1 : 0;
    }

    private long turn(long cell, long seed) {
        long slide = slideCells;
        long slides = (cells + slide - 1) / slide;
        long offset = slide * (long) (unit(seed + TURN_SEED) * slides);
        return Math.floorDiv(cell - offset, slides * slide);
    }

    /** A subject's place in a turn, 0 to 1: those below the share of turns have it. */
    private static double place(long seed, long turn) {
        double place = unit(seed) + turn * GOLDEN;
        return place - Math.floor(place);
    }

    /** A number that hangs on all bits of another, 0 to 1: the finish of SplitMix64. */
    private static double unit(long bits) {
        long mixed = bits * MIX;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return ((mixed ^ (mixed >>> 31)) >>> 11) * UNIT;
    }
}
