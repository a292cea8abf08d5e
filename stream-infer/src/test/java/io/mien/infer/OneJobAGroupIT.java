package io.mien.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mien.failures.FailureKind;
import io.mien.infer.group.GroupTakenException;
import io.mien.models.ModelRunner;
import io.mien.models.ModelRunnerFactory;
import io.mien.models.testkit.FormulaModelRunner;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FaceFrame;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two jobs of one group, with folders of their own, as on two machines. */
@Tag("long")
@Timeout(180)
final class OneJobAGroupIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ModelRunnerFactory FORMULA =
            FormulaModelRunner.factory(FormulaModelRunner.Settings.defaults());

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Delivery.Guarantee.class)
    void aSecondJobIsRefusedAtTheStartOrEndsAndTheFirstGoesOn(Delivery.Guarantee guarantee) throws Exception {
        List<FaceFrame> track = TestFrames.track("camera", "face", 300);
        try (InferenceCluster cluster = new InferenceCluster(folder)) {
            InferenceConfiguration defaults = cluster.configuration();
            InferenceConfiguration configuration =
                    defaults.withDelivery(defaults.delivery().withGuarantee(guarantee));
            try (InferenceApplication first =
                    InferenceApplication.start(configuration, FORMULA, folder.resolve("first"))) {
                cluster.send(track.subList(0, 150));
                await().atMost(PATIENCE).until(() -> first.counters().read() > 0);

                assertThatThrownBy(() -> InferenceApplication.start(configuration, FORMULA, folder.resolve("second")))
                        .isInstanceOfSatisfying(
                                GroupTakenException.class,
                                refusal -> assertThat(refusal.failureKind()).isEqualTo(FailureKind.USAGE))
                        .hasMessageStartingWith("group mien-infer: it is held by the inference job of process ");
                assertThat(folder.resolve("second")).doesNotExist();
                if (guarantee == Delivery.Guarantee.AT_LEAST_ONCE) {
                    // Two sinks of the same transactions in one process, Flink itself would not have.
                    endsWithoutALookBefore(configuration);
                }

                cluster.send(track.subList(150, track.size()));
                first.drainAndStop(PATIENCE);
                assertThat(first.restarts()).isZero();
            }
            List<ExpressionReading> readings = cluster.readings();
            assertThat(readings).extracting(ExpressionReading::getReadingId).doesNotHaveDuplicates();
            try (ModelRunner runner = FORMULA.open()) {
                WholeRecomputation.assertSame(readings, new WholeRecomputation(runner).windows(track));
            }
        }
    }

    /** As one does that looked when no other was there yet. */
    private void endsWithoutALookBefore(InferenceConfiguration configuration) {
        PreparedInference prepared = PreparedInference.open(configuration, FORMULA, folder.resolve("third"));
        try (InferenceApplication third = prepared.submit(new StartChecks.Topics("topic", false))) {
            await().atMost(PATIENCE).until(() -> third.status() == InferenceStatus.FAILED);
            assertThat(third.failure().orElseThrow())
                    .hasMessageContaining("will not start again by itself: group mien-infer: it is held by");
            assertThat(third.counters().read()).isZero();
        }
    }
}
