package io.mien.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.pictures.ImageDecoder;
import io.mien.pictures.ImageLimits;
import io.mien.pictures.RgbImage;
import io.mien.schemas.avro.FaceFrame;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyntheticFacesTest {
    private static final Duration CELL = Duration.ofMillis(125);

    @Test
    void picturesAreJpegsOfTheSizeThatTheRecordSays() throws Exception {
        SyntheticFaces faces = new SyntheticFaces(192, 1, CELL);
        FaceFrame frame = faces.at(5).get(0);
        RgbImage image = new ImageDecoder(ImageLimits.DEFAULT).decode(frame.getImage());
        assertThat(image.width()).isEqualTo(192).isEqualTo(frame.getWidth());
        assertThat(image.height()).isEqualTo(192).isEqualTo(frame.getHeight());
        assertThat(faces.averageBytes()).isBetween(15_000.0, 30_000.0);
    }

    @Test
    void subjectsAreThereAtTheSameTimesAndEnd() throws Exception {
        SyntheticFaces faces = new SyntheticFaces(32, 3, CELL);
        List<FaceFrame> frames = faces.at(8);
        assertThat(frames).extracting(FaceFrame::getStreamId).containsExactly("camera-0", "camera-1", "camera-2");
        assertThat(frames)
                .extracting(FaceFrame::getCapturedAt)
                .containsOnly(faces.at(0).get(0).getCapturedAt().plusSeconds(1));
        assertThat(faces.ends(8)).hasSize(3).allSatisfy(end -> {
            assertThat(end.getTrackEnded()).isTrue();
            assertThat(end.getImage().hasRemaining()).isFalse();
            assertThat(end.getSequence()).isEqualTo(8);
        });
    }
}
