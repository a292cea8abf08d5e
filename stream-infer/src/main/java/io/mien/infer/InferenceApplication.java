package io.mien.infer;

import io.mien.failures.ToldFailure;
import io.mien.freshness.FreshnessStatus;
import io.mien.infer.accounting.InferenceCounters;
import io.mien.infer.batch.BatchStatistics;
import io.mien.infer.deployment.Agreement;
import io.mien.infer.element.ModelPlan;
import io.mien.infer.kafka.InputEnd;
import io.mien.models.ModelManifest;
import io.mien.models.ModelRunnerFactory;
import io.mien.models.ModelRuntime;
import io.mien.schemas.ForbiddenException;
import io.mien.schemas.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.resource.ResourceType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the inference job on a Flink of its own in this process. The model is loaded once, even if the job restarts.
 *
 * <p>Threads: its owner opens, drains and closes it; any thread may call the rest.
 */
public final class InferenceApplication implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(InferenceApplication.class);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_AGAIN_MILLIS = 100;

    private final InferenceConfiguration configuration;
    private final PreparedInference prepared;
    private final JobClient job;
    private volatile boolean stopped;

    InferenceApplication(InferenceConfiguration configuration, PreparedInference prepared, JobClient job) {
        this.configuration = configuration;
        this.prepared = prepared;
        this.job = job;
    }

    /**
     * Checks what the job needs, loads the model and starts, from the newest checkpoint in the state directory if there
     * is one. When this returns the job is submitted, see {@link #status()}.
     *
     * @param configuration what it is to do
     * @param modelFactory opens the model
     * @param stateDirectory for checkpoints; made if absent; of this job only
     * @throws io.mien.schemas.TopicException if a topic is missing or the brokers do not answer
     * @throws io.mien.infer.group.GroupTakenException if another job holds the group
     * @throws ForbiddenException if a topic or the group is forbidden
     * @throws io.mien.schemas.registry.SchemaRegistryException if the registry does not answer
     * @throws io.mien.models.ModelException if the model cannot be opened
     * @throws InferenceException if the state directory cannot be used or was left with another parallelism by a job that
     *     was not drained, was left by a job of another model, of other windows or of another topic, the brokers' settings do
     *     not allow the delivery,
     *     or the model does not fit the windows
     */
    public static InferenceApplication start(
            InferenceConfiguration configuration, ModelRunnerFactory modelFactory, Path stateDirectory) {
        // Before the model is loaded, which may take long.
        StartChecks.Topics topics = StartChecks.requireHere(configuration);
        PreparedInference prepared = PreparedInference.open(configuration, modelFactory, stateDirectory);
        try {
            return prepared.submit(topics);
        } catch (RuntimeException e) {
            prepared.close();
            throw e;
        }
    }

    /**
     * Forgets the state that a job has left: the next one begins where the group's committed offsets are, with no window under
     * way.
     *
     * @throws InferenceException if the state directory cannot be used, or a job uses it
     */
    public static void forget(Path stateDirectory) {
        try (StateDirectory state = StateDirectory.open(stateDirectory)) {
            state.forget();
        }
    }

    /** What the job is doing. */
    public InferenceStatus status() {
        if (job.getJobExecutionResult().isDone()) {
            return stopped ? InferenceStatus.STOPPED : InferenceStatus.FAILED;
        }
        try {
            return describe(job.getJobStatus().get(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return InferenceStatus.STARTING;
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            // Asked in the moment between the job's end and its cluster's.
            log.debug("no status", e);
            return stopped ? InferenceStatus.STOPPED : InferenceStatus.RESTARTING;
        }
    }

    private static InferenceStatus describe(JobStatus status) {
        return switch (status) {
            case INITIALIZING, CREATED, RECONCILING -> InferenceStatus.STARTING;
            case RUNNING -> InferenceStatus.RUNNING;
            case FAILING, RESTARTING -> InferenceStatus.RESTARTING;
            case CANCELLING, CANCELED, FINISHED, SUSPENDED -> InferenceStatus.STOPPED;
            case FAILED -> InferenceStatus.FAILED;
        };
    }

    /**
     * What the cluster does not let the job do, if that keeps it from running; the job tries again for ever. Empty
     * while it runs, and if something else is wrong.
     */
    public Optional<ForbiddenException> refusal() {
        return status() == InferenceStatus.RUNNING
                ? Optional.empty()
                : prepared.failure(job.getJobID())
                        .flatMap(failure -> ForbiddenException.in(failure, InferenceApplication::operation))
                        .map(this::named);
    }

    /** Why it has failed for good; empty unless it has. */
    public Optional<InferenceException> failure() {
        CompletableFuture<JobExecutionResult> result = job.getJobExecutionResult();
        if (stopped || !result.isCompletedExceptionally()) {
            return Optional.empty();
        }
        Throwable failure = result.handle((value, thrown) -> thrown).join();
        Throwable told = failure;
        while (!(told instanceof ToldFailure) && told.getCause() != null) {
            told = told.getCause();
        }
        String reason = told instanceof ToldFailure ? String.valueOf(told.getMessage()) : told.toString();
        return Optional.of(new InferenceException(
                "the inference job has failed and will not start again by itself: " + reason, failure));
    }

    private ForbiddenException named(ForbiddenException refusal) {
        Throwable cause = refusal.getCause();
        return cause instanceof TransactionalIdAuthorizationException
                ? ForbiddenException.of(
                        ResourceType.TRANSACTIONAL_ID, configuration.groupId() + "*", AclOperation.WRITE, cause)
                : refusal;
    }

    private static AclOperation operation(String topic) {
        return topic.equals(Topic.FACE_FRAMES.topicName()) ? AclOperation.READ : AclOperation.WRITE;
    }

    /** Counts where every record went so far. */
    public InferenceCounters counters() {
        return prepared.ledger().counters();
    }

    /** How far behind the job is; empty if it has no bound. After a close the last is not known. */
    public Optional<FreshnessStatus> freshness() {
        return prepared.freshness();
    }

    /** Says how often the job has failed and begun again, in this process. */
    public int restarts() {
        return prepared.ledger().restarts();
    }

    /** Says how frames were batched so far, in this process. */
    public BatchStatistics encoding() {
        return prepared.models().encoding();
    }

    /** Says how clips were batched so far, in this process. */
    public BatchStatistics classification() {
        return prepared.models().classification();
    }

    /** The model whose readings are published, or will be as soon as it takes over. */
    public ModelManifest manifest() {
        return prepared.models().publishing().manifest();
    }

    /** What the model runs on. */
    public ModelRuntime runtime() {
        return prepared.models().publishing().runtime();
    }

    /** How alike the published readings and those of a model that only reads along have been, in this process. */
    public Agreement agreement() {
        return prepared.models().agreement();
    }

    /** Which models are in this process, for what; empty if nothing was ever deployed to the job. */
    public Optional<ModelPlan> modelPlan() {
        return prepared.models().plan();
    }

    /**
     * Waits until everything that is in {@code face-frames} now has been read and its readings are on the topic, and
     * then stops. The job's state is kept: the next start goes on from there.
     *
     * @param patience for all of it
     * @throws InferenceException if the job has failed or does not get there in time; it then still runs, and is to be
     *     closed
     * @throws InterruptedException if interrupted
     */
    public void drainAndStop(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        try (InputEnd end = new InputEnd(configuration.kafka(), configuration.groupId())) {
            while (!end.isReached(prepared.ledger().positions())) {
                requireRunning();
                pause(deadline, "read the input to its end");
            }
        }
        while (!tryStop(deadline)) {
            requireRunning();
            pause(deadline, "stop");
        }
    }

    private void requireRunning() {
        if (job.getJobExecutionResult().isDone()) {
            throw new InferenceException("inference job has ended before its input was read");
        }
    }

    private static void pause(long deadline, String what) throws InterruptedException {
        if (System.nanoTime() > deadline) {
            throw new InferenceException("inference job did not " + what + " in time");
        }
        Thread.sleep(LOOK_AGAIN_MILLIS);
    }

    /** False if the job restarts just now; the readings under way are then made again. */
    private boolean tryStop(long deadline) throws InterruptedException {
        stopped = true;
        try {
            String savepoint = await(
                    job.stopWithSavepoint(
                            true, prepared.state().savepoints().toUri().toString(), SavepointFormatType.CANONICAL),
                    deadline);
            log.info("inference job stopped, its state is in {}", savepoint);
            await(job.getJobExecutionResult(), deadline);
            return true;
        } catch (ExecutionException e) {
            log.warn("inference job could not stop yet: {}", e.toString());
            stopped = false;
            return false;
        } catch (TimeoutException e) {
            stopped = false;
            throw new InferenceException("inference job did not stop in time", e);
        }
    }

    private static <T> T await(Future<T> future, long deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    /** Stops at once; what was under way is read again at the next start. Does nothing the second time. */
    @Override
    public void close() {
        if (!job.getJobExecutionResult().isDone()) {
            cancel();
        }
        stopped = true;
        prepared.close();
    }

    private void cancel() {
        stopped = true;
        try {
            job.cancel().get(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS);
            job.getJobExecutionResult().get(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            // A job that was cancelled has no result; this is how its client says so.
            log.debug("inference job cancelled", e);
        } catch (TimeoutException e) {
            log.warn("inference job did not stop in {}", STOP_PATIENCE);
        }
    }
}
