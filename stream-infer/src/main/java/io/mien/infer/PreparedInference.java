package io.mien.infer;

import io.mien.freshness.FreshnessStatus;
import io.mien.infer.accounting.Ledger;
import io.mien.infer.deployment.LoadedModels;
import io.mien.infer.freshness.Freshness;
import io.mien.infer.operator.StateOwner;
import io.mien.infer.shared.SharedResource;
import io.mien.infer.shared.SharedResource.Lease;
import io.mien.models.ModelManifest;
import io.mien.models.ModelRunnerFactory;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prepares the part of an application's start that needs no broker: its state directory, the model in memory, and a
 * Flink without a job. A caller that also starts a broker prepares this meanwhile, which saves seconds.
 *
 * <p>Threads: one at a time uses it. Its owner closes it, even if it was started: closing it ends what was started.
 */
public final class PreparedInference implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PreparedInference.class);

    private final InferenceConfiguration configuration;
    private final InferenceJob job;
    private final StateDirectory state;
    private final Lease<Ledger> ledger;
    private final Lease<LoadedModels> models;
    private final @Nullable Lease<Freshness> freshness;
    private final Configuration settings;
    private final EmbeddedFlink flink;

    private PreparedInference(
            InferenceConfiguration configuration,
            InferenceJob job,
            StateDirectory state,
            Lease<Ledger> ledger,
            Lease<LoadedModels> models,
            @Nullable Lease<Freshness> freshness,
            Configuration settings,
            EmbeddedFlink flink) {
        this.configuration = configuration;
        this.job = job;
        this.state = state;
        this.ledger = ledger;
        this.models = models;
        this.freshness = freshness;
        this.settings = settings;
        this.flink = flink;
    }

    /**
     * Opens the state directory, loads the model and starts a Flink.
     *
     * @param configuration what the job is to do
     * @param modelFactory opens the model
     * @param stateDirectory for checkpoints; made if absent; of this job only
     * @throws io.mien.models.ModelException if the model cannot be opened
     * @throws InferenceException if the state directory cannot be used or was left with another parallelism by a job that
     *     was not drained, or the model does not fit the windows
     */
    public static PreparedInference open(
            InferenceConfiguration configuration, ModelRunnerFactory modelFactory, Path stateDirectory) {
        InferenceJob job = new InferenceJob(configuration, modelFactory);
        StateDirectory state = StateDirectory.open(stateDirectory);
        Lease<Ledger> ledger = job.ledger().acquire();
        Lease<LoadedModels> models = null;
        try {
            models = job.models().acquire();
            state.requireParallelism(configuration.parallelism());
            state.prune();
            Optional<Path> snapshot = state.newestSnapshot();
            snapshot.ifPresent(path -> log.info("inference goes on from {}", path));
            Configuration settings = EmbeddedFlink.configuration(configuration.delivery(), state, snapshot);
            EmbeddedFlink flink = EmbeddedFlink.start(settings, configuration.parallelism());
            SharedResource<Freshness> bounded = job.freshness();
            return new PreparedInference(
                    configuration,
                    job,
                    state,
                    ledger,
                    models,
                    bounded == null ? null : bounded.acquire(),
                    settings,
                    flink);
        } catch (RuntimeException e) {
            if (models != null) {
                models.close();
            }
            ledger.close();
            state.close();
            throw e;
        }
    }

    /** The model in memory. */
    public ModelManifest manifest() {
        return models.get().launched().manifest();
    }

    /**
     * Checks the brokers and starts the job, once, from the newest checkpoint in the state directory if there is one.
     *
     * @return the running application, which closes this when it is closed
     * @throws io.mien.schemas.TopicException if a topic is missing or the brokers do not answer
     * @throws io.mien.infer.group.GroupTakenException if another job holds the group
     * @throws io.mien.schemas.ForbiddenException if a topic or the group is forbidden
     * @throws io.mien.schemas.registry.SchemaRegistryException if the registry does not answer
     * @throws InferenceException if the brokers' settings do not allow the delivery, the state is of a job with another model,
     *     other windows or another topic, or Flink refuses the job
     */
    public InferenceApplication start() {
        return submit(StartChecks.requireHere(configuration));
    }

    /** Starts the job without a look at the brokers. */
    InferenceApplication submit(StartChecks.Topics topics) {
        StateOwner owner = StateOwner.of(manifest(), configuration.windows(), topics.inputId());
        state.requireOwner(owner);
        models.get().tell(plan -> state.noteOwner(owner.with(plan)));
        try {
            StreamExecutionEnvironment environment =
                    StreamExecutionEnvironment.createLocalEnvironment(configuration.parallelism(), settings);
            job.build(environment, topics);
            return new InferenceApplication(configuration, this, flink.submit(environment.getStreamGraph()));
        } catch (Exception e) {
            throw new InferenceException("cannot start the inference job: " + e.getMessage(), e);
        }
    }

    Optional<Throwable> failure(JobID started) {
        return flink.failure(started);
    }

    StateDirectory state() {
        return state;
    }

    Ledger ledger() {
        return ledger.get();
    }

    LoadedModels models() {
        return models.get();
    }

    Optional<FreshnessStatus> freshness() {
        return freshness == null
                ? Optional.empty()
                : Optional.of(freshness.get().status());
    }

    /** Ends Flink with what it runs, and gives everything back. Does nothing the second time. */
    @Override
    public void close() {
        flink.close();
        if (freshness != null) {
            freshness.close();
        }
        models.close();
        ledger.close();
        state.close();
    }
}
