package io.mien.infer;

import io.mien.failures.FailureKind;
import io.mien.models.ModelRunnerFactory;
import java.util.Optional;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the inference job on the user's own Flink cluster; the main method of the job jar calls this. The cluster's
 * configuration decides on parallelism, state backend and the place of checkpoints; the job sets the rest.
 */
public final class ClusterJob {
    private static final Logger log = LoggerFactory.getLogger(ClusterJob.class);

    private ClusterJob() {}

    /**
     * Checks what the job needs and runs it; returns as Flink's environment does, in application mode when the job ends.
     *
     * @param configuration what it is to do; its parallelism is not used
     * @param modelFactory opens the model on the task managers
     * @param resume whether to go on from the newest snapshot in the cluster's folders of checkpoints and savepoints. What
     *     an operator tells Flink to start from takes precedence, and so do the checkpoints that a cluster with high
     *     availability knows of; it knows of none once the job has been stopped with a savepoint.
     * @throws InferenceException if the cluster's or the brokers' settings do not allow the delivery
     * @throws io.mien.schemas.TopicException if a topic is missing or the brokers do not answer
     * @throws io.mien.infer.group.GroupTakenException if another job holds the group
     * @throws Exception if Flink cannot run it
     */
    public static void run(InferenceConfiguration configuration, ModelRunnerFactory modelFactory, boolean resume)
            throws Exception {
        Configuration settings = new Configuration();
        JobSettings.apply(settings, configuration.delivery());
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment(settings);
        ReadableConfig cluster = environment.getConfiguration();
        String checkpoints = requireCheckpoints(cluster);
        StartChecks.Topics topics = StartChecks.require(configuration);
        if (resume && cluster.getOptional(StateRecoveryOptions.SAVEPOINT_PATH).isEmpty()) {
            Optional<String> snapshot = SnapshotSearch.newest(
                    checkpoints,
                    cluster.getOptional(CheckpointingOptions.SAVEPOINT_DIRECTORY)
                            .orElse(null));
            log.info("inference goes on from {}", snapshot.orElse("the group's committed offsets"));
            snapshot.ifPresent(path -> {
                Configuration recovery = new Configuration();
                recovery.set(StateRecoveryOptions.SAVEPOINT_PATH, path);
                recovery.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.NO_CLAIM);
                environment.configure(recovery, ClusterJob.class.getClassLoader());
            });
        }
        new InferenceJob(configuration, modelFactory).build(environment, topics);
        environment.execute("mien-infer " + configuration.groupId());
    }

    private static String requireCheckpoints(ReadableConfig cluster) {
        return cluster.getOptional(CheckpointingOptions.CHECKPOINTS_DIRECTORY)
                .filter(folder -> !folder.isBlank())
                .orElseThrow(() -> new InferenceException(
                        FailureKind.USAGE,
                        CheckpointingOptions.CHECKPOINTS_DIRECTORY.key()
                                + ": none (expected: a folder that all of Flink's processes see and that outlives them, such as"
                                + " s3://bucket/mien; without it a restart loses the windows under way)"));
    }
}
