package io.mien.infer.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.infer.element.Clip;
import io.mien.infer.element.Clip.Evidence.Sufficiency;
import io.mien.infer.element.EncodedFrame;
import io.mien.infer.element.FrameReference;
import io.mien.infer.element.SubjectKey;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ClipComposerTest {
    private static final SubjectKey SUBJECT = new SubjectKey("camera", "face");
    private static final ClipComposer COMPOSER = new ClipComposer(SlidingWindows.DEFAULT, new EvidenceRule(4, 8));

    @Test
    void aFullWindowTakesEachCellOnce() {
        Clip clip = compose(16, cells(0, 16));
        assertThat(clip.windowStart()).isZero();
        assertThat(clip.windowEnd()).isEqualTo(2_000_000);
        assertThat(values(clip)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        assertThat(clip.evidence().sufficiency()).isEqualTo(Sufficiency.SUFFICIENT);
        assertThat(clip.evidence().reason()).isNull();
        assertThat(clip.evidence().count()).isEqualTo(16);
        assertThat(clip.evidence().padded()).isZero();
    }

    @Test
    void emptyCellsRepeatTheOneBeforeAndLeadingOnesTheFirstAfter() {
        Clip clip = compose(16, frames(2, 3, 7, 8, 9, 10, 11, 13));
        assertThat(values(clip)).containsExactly(2, 2, 2, 3, 3, 3, 3, 7, 8, 9, 10, 11, 11, 13, 13, 13);
        assertThat(clip.evidence().first().sequence()).isEqualTo(2);
        assertThat(clip.evidence().last().sequence()).isEqualTo(13);
        assertThat(clip.evidence().padded()).isEqualTo(8);
        assertThat(clip.evidence().sufficiency()).isEqualTo(Sufficiency.SUFFICIENT);
    }

    @Test
    void moreRepeatedCellsThanToleratedDegrade() {
        Clip clip = compose(16, cells(0, 7));
        assertThat(clip.evidence().sufficiency()).isEqualTo(Sufficiency.DEGRADED);
        assertThat(clip.evidence().reason())
                .isEqualTo("9 of 16 cells repeat a neighbour's frame (expected: at most 8)");
        assertThat(clip.embeddings()).hasDimensions(16, 1);
    }

    @Test
    void fewerFramesThanTheMinimumAbstainWithoutAnEmbedding() {
        Clip clip = compose(16, cells(13, 20));
        assertThat(clip.evidence().sufficiency()).isEqualTo(Sufficiency.ABSTAIN);
        assertThat(clip.evidence().reason()).isEqualTo("3 of 16 cells have a frame (expected: at least 4)");
        assertThat(clip.evidence().last().sequence()).isEqualTo(15);
        assertThat(clip.embeddings()).isEmpty();
    }

    @Test
    void aFewFramesInAPoseThatTheModelWasNotMadeForAreTolerated() {
        assertThat(compose(16, doubted(8)).evidence().sufficiency()).isEqualTo(Sufficiency.SUFFICIENT);
    }

    @Test
    void moreFramesInAPoseThatTheModelWasNotMadeForDegradeTheReading() {
        Clip clip = compose(16, doubted(9));
        assertThat(clip.evidence().sufficiency()).isEqualTo(Sufficiency.DEGRADED);
        assertThat(clip.evidence().reason())
                .isEqualTo("9 of 16 cells show the face otherwise than the model was made for it (expected: at most 8):"
                        + " face turned by 50 degrees");
        assertThat(clip.embeddings()).hasDimensions(16, 1);
    }

    @Test
    void tooFewFramesInAPoseThatTheModelWasMadeForAbstain() {
        Clip clip = compose(16, doubted(13));
        assertThat(clip.evidence().sufficiency()).isEqualTo(Sufficiency.ABSTAIN);
        assertThat(clip.evidence().reason())
                .isEqualTo("3 of 16 cells show the face as the model was made for it (expected: at least 4):"
                        + " face turned by 50 degrees");
        assertThat(clip.embeddings()).isEmpty();
    }

    @Test
    void aFeedThatHangsAbstains() {
        Clip clip = compose(16, standing(13));
        assertThat(clip.evidence().sufficiency()).isEqualTo(Sufficiency.ABSTAIN);
        assertThat(clip.evidence().reason())
                .isEqualTo(
                        "the picture stands still: 3 of 16 cells have a picture of their own (expected: at least 4)");
        assertThat(clip.embeddings()).isEmpty();
    }

    @Test
    void aFeedThatHangsForAWhileDegradesTheReading() {
        Clip clip = compose(16, standing(9));
        assertThat(clip.evidence().sufficiency()).isEqualTo(Sufficiency.DEGRADED);
        assertThat(clip.evidence().reason())
                .isEqualTo(
                        "the picture stands still: 9 of 16 cells have the picture of the one before (expected: at most 8)");
    }

    @Test
    void picturesOfWhichNothingIsKnownStandNotStill() {
        NavigableMap<Long, EncodedFrame> frames = cells(0, 16);
        frames.replaceAll(
                (cell, frame) -> new EncodedFrame(SUBJECT, cell, frame.embedding(), frame.reference(), 0, null));
        assertThat(compose(16, frames).evidence().sufficiency()).isEqualTo(Sufficiency.SUFFICIENT);
    }

    /** Sixteen cells, of which so many after the first have its picture. */
    private static NavigableMap<Long, EncodedFrame> standing(int cells) {
        NavigableMap<Long, EncodedFrame> frames = cells(0, 16);
        frames.replaceAll((cell, frame) ->
                cell > cells ? frame : new EncodedFrame(SUBJECT, cell, frame.embedding(), frame.reference(), 1, null));
        return frames;
    }

    /** Sixteen cells, of which the first show a face in another pose. */
    private static NavigableMap<Long, EncodedFrame> doubted(int first) {
        NavigableMap<Long, EncodedFrame> frames = cells(0, 16);
        frames.replaceAll((cell, frame) -> cell >= first
                ? frame
                : new EncodedFrame(
                        SUBJECT,
                        cell,
                        frame.embedding(),
                        frame.reference(),
                        frame.picture(),
                        "face turned by 50 degrees"));
        return frames;
    }

    @Test
    void aWindowWithoutAFrameIsNoClip() {
        assertThat(COMPOSER.compose(SUBJECT, cells(16, 32), 16)).isNull();
    }

    @Test
    void aMinimumThatNoWindowReachesIsRefusedInWords() {
        assertThatThrownBy(() -> new ClipComposer(SlidingWindows.DEFAULT, new EvidenceRule(17, 4)))
                .hasMessage("minimum frames: 17 (expected: at most the 16 cells of a window)");
    }

    private static Clip compose(long endCell, NavigableMap<Long, EncodedFrame> frames) {
        return Objects.requireNonNull(COMPOSER.compose(SUBJECT, frames, endCell));
    }

    private static int[] values(Clip clip) {
        return Arrays.stream(clip.embeddings())
                .mapToInt(embedding -> (int) embedding[0])
                .toArray();
    }

    private static NavigableMap<Long, EncodedFrame> cells(int from, int to) {
        int[] cells = new int[to - from];
        Arrays.setAll(cells, i -> from + i);
        return frames(cells);
    }

    /** Each frame's embedding and sequence are its cell's number. */
    private static NavigableMap<Long, EncodedFrame> frames(int... cells) {
        NavigableMap<Long, EncodedFrame> frames = new TreeMap<>();
        for (int cell : cells) {
            frames.put(
                    (long) cell,
                    new EncodedFrame(
                            SUBJECT,
                            cell,
                            new float[] {cell},
                            new FrameReference("face-frames", 0, 100 + cell, cell, null),
                            1 + cell,
                            null));
        }
        return frames;
    }
}
