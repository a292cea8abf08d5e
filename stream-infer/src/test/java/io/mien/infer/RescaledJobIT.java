package io.mien.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mien.models.ModelRunner;
import io.mien.models.testkit.FormulaModelRunner;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.FaceFrame;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job on a cluster of two task managers that is stopped with a savepoint in the middle of its work, and goes on with others. */
@Tag("long")
@Timeout(240)
@SuppressWarnings("try") // Flink's cluster may be interrupted while it is closed
final class RescaledJobIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int SUBJECTS = 12;
    private static final int FRAMES_A_SECOND = 150;
    private static final int BATCH = 8;

    @TempDir
    Path folder;

    private Configuration settings(InferenceConfiguration configuration) {
        Configuration settings = new Configuration();
        JobSettings.apply(settings, configuration.delivery());
        settings.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                folder.resolve("checkpoints").toUri().toString());
        settings.set(RestOptions.BIND_PORT, "0");
        settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(1));
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(16));
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(16));
        return settings;
    }

    private JobID submit(
            MiniCluster cluster, InferenceConfiguration configuration, int parallelism, @Nullable String savepoint)
            throws Exception {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(parallelism, settings(configuration));
        new InferenceJob(configuration, new SlowRunnerFactory(FRAMES_A_SECOND))
                .build(environment, StartChecks.requireHere(configuration));
        StreamGraph graph = environment.getStreamGraph();
        graph.setJobId(JobID.generate());
        if (savepoint != null) {
            graph.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(savepoint, false));
        }
        graph.serializeUserDefinedInstances();
        return cluster.submitJob(graph).get().getJobID();
    }

    private String stop(MiniCluster cluster, JobID job) throws Exception {
        String savepoint = cluster.stopWithSavepoint(
                        job, folder.resolve("savepoints").toUri().toString(), false, SavepointFormatType.CANONICAL)
                .get();
        await().atMost(PATIENCE).until(() -> cluster.getJobStatus(job).get() == JobStatus.FINISHED);
        return savepoint;
    }

    private static void awaitReadings(InferenceCluster cluster, int number) {
        await().atMost(PATIENCE).until(() -> cluster.records(Topic.EXPRESSIONS).size() >= number);
    }

    @Test
    void windowsAreThoseOfAnUnbrokenJobAlthoughItsRequestsUnderWayGoToOtherSlots() throws Exception {
        List<List<FaceFrame>> tracks = IntStream.range(0, SUBJECTS)
                .mapToObj(number -> TestFrames.track("camera-" + number, "face", 300))
                .toList();
        List<List<WholeRecomputation.Window>> windows = new ArrayList<>();
        try (ModelRunner runner = FormulaModelRunner.factory(FormulaModelRunner.Settings.defaults())
                .open()) {
            for (List<FaceFrame> track : tracks) {
                windows.add(new WholeRecomputation(runner).windows(track));
            }
        }
        int all = windows.stream().mapToInt(List::size).sum();
        try (InferenceCluster brokers = new InferenceCluster(folder)) {
            for (int frame = 0; frame < tracks.get(0).size(); frame++) {
                int number = frame;
                brokers.send(tracks.stream().map(track -> track.get(number)).toList());
            }
            InferenceConfiguration usual = brokers.configuration();
            InferenceConfiguration configuration = usual.withEncoding(
                            usual.encoding().withMaximumBatch(BATCH))
                    .withDelivery(usual.delivery().withGuarantee(Delivery.Guarantee.EXACTLY_ONCE));
            try (MiniCluster flink = new MiniCluster(new MiniClusterConfiguration.Builder()
                    .setConfiguration(settings(configuration))
                    .setNumTaskManagers(2)
                    .setNumSlotsPerTaskManager(1)
                    .build())) {
                flink.start();
                JobID one = submit(flink, configuration, 1, null);
                awaitReadings(brokers, all / 10);
                JobID two = submit(flink, configuration, 2, stop(flink, one));
                awaitReadings(brokers, all / 2);
                JobID again = submit(flink, configuration, 1, stop(flink, two));
                awaitReadings(brokers, all);
                String unused = stop(flink, again);
            }
            for (int number = 0; number < SUBJECTS; number++) {
                WholeRecomputation.assertSame(brokers.readings("camera-" + number, "face"), windows.get(number));
            }
            assertThat(brokers.readings()).hasSize(all);
        }
    }
}
