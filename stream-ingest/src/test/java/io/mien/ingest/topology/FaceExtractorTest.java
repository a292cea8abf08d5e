package io.mien.ingest.topology;

import static io.mien.ingest.topology.DrivenTopology.SESSION;
import static io.mien.ingest.topology.DrivenTopology.SETTINGS;
import static io.mien.ingest.topology.DrivenTopology.STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.ingest.SquareDetector;
import io.mien.ingest.state.StreamState;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.FaceFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class FaceExtractorTest {
    private final List<FaceFrame> made = new ArrayList<>();
    private final FaceExtractor extractor = new FaceExtractor(SETTINGS, new SquareDetector(), this::make);
    private boolean markersFail;

    private byte[] make(FaceFrame frame) {
        if (markersFail && frame.getTrackEnded()) {
            throw new IllegalStateException("a marker that cannot be made");
        }
        made.add(frame);
        return new byte[] {(byte) made.size()};
    }

    private FrameOutcome outcome(CameraFrame frame, FrameOutcome before) throws RefusedRecordException {
        return Objects.requireNonNull(extractor.extract(frame, before.state()));
    }

    private FrameOutcome afterTenSquares() throws RefusedRecordException {
        FrameOutcome outcome = Objects.requireNonNull(extractor.extract(TestFrames.square(STREAM, SESSION, 0), null));
        for (int sequence = 1; sequence < 10; sequence++) {
            outcome = outcome(TestFrames.square(STREAM, SESSION, sequence), outcome);
        }
        made.clear();
        return outcome;
    }

    @Test
    void theMarkersOfTracksThatEndComeBeforeTheFaces() throws RefusedRecordException {
        FrameOutcome before = afterTenSquares();

        FrameOutcome outcome = outcome(TestFrames.square(STREAM, "two", 0), before);

        assertThat(made).extracting(FaceFrame::getTrackEnded).containsExactly(true);
        assertThat(outcome.records()).containsExactly(new byte[] {1});
        assertThat(outcome.ended()).hasSize(1);
        assertThat(outcome.faces()).isZero();
        assertThat(outcome.state().getSession()).isEqualTo("two");
    }

    @Test
    void aMarkerThatCannotBeMadeFailsBeforeAnythingIsGivenOut() throws RefusedRecordException {
        StreamState state = afterTenSquares().state();
        markersFail = true;

        assertThatThrownBy(() -> extractor.extract(TestFrames.square(STREAM, "two", 0), state))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> extractor.extract(TestFrames.ended(STREAM, SESSION, 10), state))
                .isInstanceOf(IllegalStateException.class);

        assertThat(made).isEmpty();
    }

    @Test
    void aFrameThatWasThereBeforeComesToNothing() throws RefusedRecordException {
        FrameOutcome before = afterTenSquares();

        assertThat(extractor.extract(TestFrames.square(STREAM, SESSION, 9), before.state()))
                .isNull();
    }
}
