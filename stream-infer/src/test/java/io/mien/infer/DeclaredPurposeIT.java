package io.mien.infer;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.models.testkit.FormulaModelRunner;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FaceFrame;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a feed's pictures are taken for is what their readings are for. */
@Tag("long")
final class DeclaredPurposeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void aFeedsPurposeIsThatOfItsReadingsAndTheJobsOwnStandsBesideIt() throws Exception {
        try (InferenceCluster cluster = new InferenceCluster(folder)) {
            String own = cluster.configuration().purpose();
            try (InferenceApplication application = InferenceApplication.start(
                    cluster.configuration(),
                    FormulaModelRunner.factory(FormulaModelRunner.Settings.defaults()),
                    folder.resolve("state"))) {
                cluster.send(track("hall", "a study of gait"));
                cluster.send(track("door", own));
                cluster.send(TestFrames.track("yard", "face", 100));
                cluster.send(track("forged", " "));
                application.drainAndStop(PATIENCE);
                assertThat(application.counters().deadLetters()).isEqualTo(100);
            }
            assertThat(readings(cluster, "hall")).allSatisfy(reading -> {
                assertThat(reading.getPurpose()).isEqualTo("a study of gait");
                assertThat(reading.getJobPurpose()).isEqualTo(own);
            });
            for (String stream : List.of("door", "yard")) {
                assertThat(readings(cluster, stream)).allSatisfy(reading -> {
                    assertThat(reading.getPurpose()).isEqualTo(own);
                    assertThat(reading.getJobPurpose()).isNull();
                });
            }
            assertThat(cluster.readings("forged", "face")).isEmpty();
        }
    }

    private static List<ExpressionReading> readings(InferenceCluster cluster, String stream) throws Exception {
        List<ExpressionReading> readings = cluster.readings(stream, "face");
        assertThat(readings).isNotEmpty();
        return readings;
    }

    private static List<FaceFrame> track(String stream, String purpose) {
        return TestFrames.track(stream, "face", 100).stream()
                .map(frame -> frame.getTrackEnded()
                        ? frame
                        : FaceFrame.newBuilder(frame).setPurpose(purpose).build())
                .toList();
    }
}
