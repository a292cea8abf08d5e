package io.mien.infer.window;

import io.mien.infer.element.Clip;
import io.mien.infer.element.Clip.Evidence;
import io.mien.infer.element.Clip.Evidence.Place;
import io.mien.infer.element.Clip.Evidence.Sufficiency;
import io.mien.infer.element.EncodedFrame;
import io.mien.infer.element.FrameReference.CameraBox;
import io.mien.infer.element.SubjectKey;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes the clip of one window from the frames of its cells. An empty cell repeats the frame before it; empty cells at
 * the window's start repeat the first frame after them.
 *
 * @param windows the grid
 * @param rule what a window must hold
 */
public record ClipComposer(SlidingWindows windows, EvidenceRule rule) implements Serializable {
    private static final long serialVersionUID = 1L;

    public ClipComposer {
        if (rule.minimumFrames() > windows.cells()) {
            throw new IllegalArgumentException("minimum frames: " + rule.minimumFrames() + " (expected: at most the "
                    + windows.cells() + " cells of a window)");
        }
    }

    /**
     * The clip of a window.
     *
     * @param frames by cell; those outside of the window are passed over
     * @param endCell the first cell after the window
     * @return null if the window holds no frame at all
     */
    public @Nullable Clip compose(SubjectKey subject, NavigableMap<Long, EncodedFrame> frames, long endCell) {
        return compose(subject, frames, List.of(), endCell);
    }

    /**
     * The clip of a window, in a job that may have passed over some of its cells.
     *
     * @param frames by cell; those outside of the window are passed over
     * @param skipped cells that were passed over because the job was behind, in their order; likewise
     * @param endCell the first cell after the window
     * @return null if the window holds no frame at all
     */
    public @Nullable Clip compose(
            SubjectKey subject, NavigableMap<Long, EncodedFrame> frames, List<Long> skipped, long endCell) {
        long startCell = endCell - windows.cells();
        NavigableMap<Long, EncodedFrame> held = frames.subMap(startCell, true, endCell, false);
        if (held.isEmpty()) {
            return null;
        }
        Evidence evidence = evidence(
                held,
                skipped.stream()
                        .filter(cell -> cell >= startCell && cell < endCell)
                        .map(cell -> (int) (cell - startCell))
                        .toList());
        float[][] embeddings =
                evidence.sufficiency() == Sufficiency.ABSTAIN ? new float[0][] : embeddings(held, startCell);
        return new Clip(subject, windows.startOf(startCell), windows.startOf(endCell), evidence, embeddings);
    }

    private float[][] embeddings(NavigableMap<Long, EncodedFrame> held, long startCell) {
        float[][] embeddings = new float[windows.cells()][];
        for (int i = 0; i < embeddings.length; i++) {
            Map.Entry<Long, EncodedFrame> before = held.floorEntry(startCell + i);
            embeddings[i] =
                    (before == null ? held.firstEntry() : before).getValue().embedding();
        }
        return embeddings;
    }

    private Evidence evidence(NavigableMap<Long, EncodedFrame> held, List<Integer> skipped) {
        Collection<EncodedFrame> frames = held.values();
        Judgement judgement = skipped.isEmpty() ? judge(frames) : overload(judge(frames), skipped.size());
        return new Evidence(
                judgement.sufficiency(),
                judgement.reason(),
                frames.size(),
                windows.cells() - frames.size(),
                held.firstEntry().getValue().reference(),
                held.lastEntry().getValue().reference(),
                places(frames),
                skipped);
    }

    private static List<Place> places(Collection<EncodedFrame> frames) {
        List<Place> places = new ArrayList<>();
        for (EncodedFrame frame : frames) {
            CameraBox box = frame.reference().cameraBox();
            if (box != null) {
                places.add(new Place(frame.reference().sequence(), box));
            }
        }
        return places;
    }

    /** Whether it is enough, and why not. */
    private record Judgement(
            Sufficiency sufficiency, @Nullable String reason) {}

    /** What an overload does not leave as it would have been must say so. */
    private Judgement overload(Judgement otherwise, int skipped) {
        String overload = "overload: " + skipped + " of " + windows.cells()
                + " cells were passed over, since the job was behind (--freshness)";
        return otherwise.reason() == null
                ? new Judgement(Sufficiency.DEGRADED, overload)
                : new Judgement(otherwise.sufficiency(), otherwise.reason() + "; " + overload);
    }

    private Judgement judge(Collection<EncodedFrame> frames) {
        int cells = windows.cells();
        int count = frames.size();
        int padded = cells - count;
        if (count < rule.minimumFrames()) {
            return new Judgement(
                    Sufficiency.ABSTAIN,
                    count + " of " + cells + " cells have a frame (expected: at least " + rule.minimumFrames() + ")");
        }
        int repeated = repeated(frames);
        if (count - repeated < rule.minimumFrames()) {
            return new Judgement(
                    Sufficiency.ABSTAIN,
                    "the picture stands still: " + (count - repeated) + " of " + cells
                            + " cells have a picture of their own (expected: at least " + rule.minimumFrames() + ")");
        }
        List<String> doubts = frames.stream()
                .map(EncodedFrame::doubt)
                .filter(Objects::nonNull)
                .toList();
        int clear = count - doubts.size();
        if (clear < rule.minimumFrames()) {
            return new Judgement(
                    Sufficiency.ABSTAIN,
                    clear + " of " + cells + " cells show the face as the model was made for it (expected:"
                            + " at least " + rule.minimumFrames() + "): " + doubts.get(doubts.size() - 1));
        }
        if (doubts.size() > rule.toleratedPadding()) {
            return new Judgement(
                    Sufficiency.DEGRADED,
                    doubts.size() + " of " + cells
                            + " cells show the face otherwise than the model was made for it (expected: at most "
                            + rule.toleratedPadding() + "): " + doubts.get(doubts.size() - 1));
        }
        if (repeated > rule.toleratedPadding()) {
            return new Judgement(
                    Sufficiency.DEGRADED,
                    "the picture stands still: " + repeated + " of " + cells
                            + " cells have the picture of the one before (expected: at most " + rule.toleratedPadding()
                            + ")");
        }
        if (padded > rule.toleratedPadding()) {
            return new Judgement(
                    Sufficiency.DEGRADED,
                    padded + " of " + cells + " cells repeat a neighbour's frame (expected: at most "
                            + rule.toleratedPadding() + ")");
        }
        return new Judgement(Sufficiency.SUFFICIENT, null);
    }

    /** How many frames show the very picture of the one before: a feed that hangs, or one that repeats its pictures. */
    private static int repeated(Collection<EncodedFrame> frames) {
        int repeated = 0;
        long before = 0;
        for (EncodedFrame frame : frames) {
            if (frame.picture() != 0 && frame.picture() == before) {
                repeated++;
            }
            before = frame.picture();
        }
        return repeated;
    }
}
