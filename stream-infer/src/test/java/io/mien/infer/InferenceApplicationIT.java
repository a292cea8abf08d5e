package io.mien.infer;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.infer.accounting.InferenceCounters;
import io.mien.models.testkit.FormulaModelRunner;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.ReadingStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InferenceApplicationIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void faceFramesBecomeReadings() throws Exception {
        try (InferenceCluster cluster = new InferenceCluster(folder);
                InferenceApplication application = InferenceApplication.start(
                        cluster.configuration(),
                        FormulaModelRunner.factory(FormulaModelRunner.Settings.defaults()),
                        folder.resolve("state"))) {
            cluster.send(TestFrames.track("camera", "face", 100));

            application.drainAndStop(PATIENCE);

            List<ExpressionReading> readings = cluster.readings();
            // 4 seconds of frames from a window's edge on: ends at 0.5 s, 1 s, ... 4 s.
            assertThat(readings).hasSize(8);
            assertThat(readings.get(0).getStatus()).isEqualTo(ReadingStatus.ABSTAINED);
            assertThat(readings.get(3).getStatus()).isEqualTo(ReadingStatus.OK);
            assertThat(readings.get(3).getWindowStart()).isEqualTo(TestFrames.START);
            assertThat(readings.get(3).getFrames().getCount()).isEqualTo(16);
            InferenceCounters counters = application.counters();
            assertThat(counters.read()).isEqualTo(101);
            assertThat(counters.encoded()).isEqualTo(32);
            assertThat(counters.inFlight()).isZero();
            assertThat(application.status()).isEqualTo(InferenceStatus.STOPPED);
        }
    }
}
