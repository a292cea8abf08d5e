package io.mien.cli.feeds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.ingest.detect.DetectorSettings;
import io.mien.ingest.detect.FaceDetector;
import io.mien.ingest.picture.Picture;
import io.mien.ingest.sources.FrameSourceException;
import io.mien.ingest.sources.SourceFrame;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The feeds that come with Mien, seen by the detector that comes with it. */
final class BundledFeedIT {
    private static final int EVERY = 6;

    @ParameterizedTest
    @CsvSource({"one-smile, 180, 1", "two-people, 270, 2"})
    void everyFaceIsFoundInEveryPicture(String name, int frames, int faces) throws Exception {
        assertThat(look(name, frame -> faces)).isEqualTo(frames);
    }

    @Test
    void whoLeavesIsGoneForAWhileAndThenThereAgain() throws Exception {
        // Fifteen pictures a second: out of sight before the fifth second ends, back in the ninth.
        look("leaves-and-returns", frame -> frame < 62 || frame > 130 ? 1 : frame > 75 && frame < 112 ? 0 : -1);
    }

    @Test
    void aFeedThatDoesNotComeWithMienIsRefused() {
        assertThatThrownBy(() -> BundledFeed.open("three-people"))
                .isInstanceOf(FrameSourceException.class)
                .hasMessageContaining("one-smile");
    }

    /** Holds every sixth picture against a number of faces, -1 for any, and returns how many pictures there are. */
    private static int look(String name, IntUnaryOperator expected) throws FrameSourceException {
        int frame = 0;
        try (BundledFeed feed = BundledFeed.open(name);
                FaceDetector detector = DetectorSettings.cascade().open()) {
            assertThat(feed.description().uri()).isEqualTo("bundled:" + name);
            for (Optional<SourceFrame> next = feed.next(); next.isPresent(); next = feed.next(), frame++) {
                int faces = expected.applyAsInt(frame);
                if (frame % EVERY == 0 && faces >= 0) {
                    try (Picture picture = Picture.ofRgb(
                            next.get().image().width(),
                            next.get().image().height(),
                            next.get().image().pixels())) {
                        assertThat(detector.detect(picture))
                                .as("%s, picture %d", name, frame)
                                .hasSize(faces);
                    }
                }
            }
        }
        return frame;
    }
}
