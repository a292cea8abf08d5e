package io.mien.infer;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.client.ClientUtils;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.messages.webmonitor.ClusterOverview;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient;
import org.apache.flink.runtime.minicluster.RpcServiceSharing;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Flink that shares its JVM with other parts and runs one job. It takes little memory, listens on the loopback
 * interface only, restarts the job for ever, and goes down when the job ends.
 */
final class EmbeddedFlink implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedFlink.class);
    private static final String LOOPBACK = "127.0.0.1";
    private static final MemorySize NETWORK = MemorySize.ofMebiBytes(32);

    private static final long START_SECONDS = 60;
    private static final long CLOSE_SECONDS = 60;
    private static final long ANSWER_SECONDS = 5;

    private final Configuration settings;
    private final MiniCluster cluster;

    private EmbeddedFlink(Configuration settings, MiniCluster cluster) {
        this.settings = settings;
        this.cluster = cluster;
    }

    /**
     * Starts a Flink that waits for its job.
     *
     * @param slots as many as the job's parallelism
     * @throws InferenceException if it does not start
     */
    static EmbeddedFlink start(Configuration settings, int slots) {
        MiniCluster cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(settings)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .setRpcServiceSharing(RpcServiceSharing.SHARED)
                .build());
        EmbeddedFlink flink = new EmbeddedFlink(settings, cluster);
        try {
            cluster.start();
            // Its parts start by themselves: one that is still to start when the cluster ends keeps it from ending.
            ClusterOverview unused = cluster.requestClusterOverview().get(START_SECONDS, TimeUnit.SECONDS);
            return flink;
        } catch (Exception e) {
            flink.close();
            throw new InferenceException("cannot start Flink: " + e.getMessage(), e);
        }
    }

    /**
     * Runs its job, from the snapshot that the settings name if they do. Not by {@code executeAsync}: that would start a
     * cluster and keep it to itself, so that nobody could wait for its end.
     */
    JobClient submit(StreamGraph graph) throws Exception {
        ClassLoader loader = EmbeddedFlink.class.getClassLoader();
        graph.setJobId(JobID.generate());
        graph.setSavepointRestoreSettings(SavepointRestoreSettings.fromConfiguration(settings));
        graph.serializeUserDefinedInstances();
        JobID job = cluster.submitJob(graph).get().getJobID();
        ClientUtils.waitUntilJobInitializationFinished(
                () -> cluster.getJobStatus(job).get(),
                () -> cluster.requestJobResult(job).get(),
                loader);
        return new MiniClusterJobClient(
                job, cluster, loader, MiniClusterJobClient.JobFinalizationBehavior.SHUTDOWN_CLUSTER);
    }

    /** The last failure of its job; empty if the job never failed, and while the cluster goes down. */
    Optional<Throwable> failure(JobID job) {
        try {
            return Optional.ofNullable(cluster.getExecutionGraph(job)
                            .get(ANSWER_SECONDS, TimeUnit.SECONDS)
                            .getFailureInfo())
                    .map(info -> info.getException().deserializeError(EmbeddedFlink.class.getClassLoader()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            log.debug("no failure can be told", e);
            return Optional.empty();
        }
    }

    /** Waits until the cluster, which the end of its job takes down too, is gone with its threads and files. */
    @Override
    public void close() {
        try {
            cluster.closeAsync().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.warn("Flink did not go down as it should", e);
        }
    }

    static Configuration configuration(Delivery delivery, StateDirectory state, Optional<Path> snapshot) {
        Configuration settings = new Configuration();
        settings.set(DeploymentOptions.ATTACHED, true);
        JobSettings.apply(settings, delivery);

        settings.set(StateBackendOptions.STATE_BACKEND, "hashmap");
        settings.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                state.checkpoints().toUri().toString());
        // One file a checkpoint instead of one an operator and slot, as long as the state is small.
        settings.set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.ofMebiBytes(1));
        snapshot.ifPresent(path -> {
            settings.set(StateRecoveryOptions.SAVEPOINT_PATH, path.toUri().toString());
            settings.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.CLAIM);
        });

        settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, NETWORK);
        settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, NETWORK);
        // Managed memory is for RocksDB and batch jobs.
        settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(1));
        settings.set(CoreOptions.TMP_DIRS, state.temporary().toString());

        settings.set(RestOptions.ADDRESS, LOOPBACK);
        settings.set(RestOptions.BIND_ADDRESS, LOOPBACK);
        settings.set(RestOptions.BIND_PORT, "0");
        settings.set(JobManagerOptions.BIND_HOST, LOOPBACK);
        settings.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
        settings.set(WebOptions.TMP_DIR, state.temporary().toString());
        settings.set(WebOptions.SUBMIT_ENABLE, false);
        settings.set(WebOptions.CANCEL_ENABLE, false);
        return settings;
    }
}
