package io.mien.infer;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.models.LabelSet;
import io.mien.models.ModelRunnerFactory;
import io.mien.models.testkit.FormulaModelRunner;
import io.mien.pictures.PoseRange;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.Landmarks;
import io.mien.schemas.avro.Point;
import io.mien.schemas.avro.ReadingStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model's package says that it cannot read abstains, with its reason, from face frames to readings. */
final class DoubtfulFacesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** More than the formula's logits, which are at most 8, can give. */
    private static final double LEAST_PROBABILITY = 0.9999;

    @TempDir
    Path folder;

    @Test
    void headsTurnedTooFarAndScoresThatAreTooLowAreNoReadingsOfAnything() throws Exception {
        ModelRunnerFactory model = FormulaModelRunner.factory(
                new FormulaModelRunner.Settings(32, 32, 16, LabelSet.DFEW_7, new PoseRange(40, 34), LEAST_PROBABILITY));
        try (InferenceCluster cluster = new InferenceCluster(folder)) {
            try (InferenceApplication application =
                    InferenceApplication.start(cluster.configuration(), model, folder.resolve("state"))) {
                cluster.send(track("camera-1", 0));
                cluster.send(track("camera-2", 20));
                cluster.send(TestFrames.track("camera-3", "face", 100));
                application.drainAndStop(PATIENCE);
            }
            assertThat(whole(cluster, "camera-1"))
                    .isNotEmpty()
                    .allSatisfy(reading -> assertThat(reading.getReason()).startsWith("unsure: "));
            assertThat(whole(cluster, "camera-2"))
                    .isNotEmpty()
                    .allSatisfy(reading -> assertThat(reading.getReason())
                            .isEqualTo(
                                    "0 of 16 cells show the face as the model was made for it (expected: at least 8):"
                                            + " face turned by 52 degrees (expected: at most 40)"));
            // Without landmarks nothing is known of the pose.
            assertThat(whole(cluster, "camera-3"))
                    .isNotEmpty()
                    .allSatisfy(reading -> assertThat(reading.getReason()).startsWith("unsure: "));
        }
    }

    /** The readings of windows that are full of frames; none says anything. */
    private static List<ExpressionReading> whole(InferenceCluster cluster, String stream) throws Exception {
        List<ExpressionReading> readings = cluster.readings(stream, "face");
        assertThat(readings).allSatisfy(reading -> {
            assertThat(reading.getStatus()).isEqualTo(ReadingStatus.ABSTAINED);
            assertThat(reading.getProbabilities()).isEmpty();
            assertThat(reading.getTopLabel()).isNull();
        });
        return readings.stream()
                .filter(reading -> reading.getFrames().getCount() == 16)
                .toList();
    }

    /** A face whose eyes are 20 pixels apart, and its nose so far beside their middle. */
    private static List<FaceFrame> track(String stream, float nose) {
        Landmarks landmarks = new Landmarks(
                new Point(6f, 10f),
                new Point(26f, 10f),
                new Point(16 + nose, 18f),
                new Point(8f, 26f),
                new Point(24f, 26f));
        return TestFrames.track(stream, "face", 100).stream()
                .map(frame -> frame.getTrackEnded()
                        ? frame
                        : FaceFrame.newBuilder(frame).setLandmarks(landmarks).build())
                .toList();
    }
}
