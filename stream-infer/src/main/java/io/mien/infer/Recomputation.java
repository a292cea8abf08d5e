package io.mien.infer;

import io.mien.infer.batch.BatchSettings;
import io.mien.infer.deployment.LoadedModels;
import io.mien.infer.element.OutgoingRecord;
import io.mien.infer.element.SourceRecord;
import io.mien.infer.freshness.AdmissionPolicy;
import io.mien.infer.shared.SharedResource;
import io.mien.infer.shared.SharedResource.Lease;
import io.mien.infer.window.EvidenceRule;
import io.mien.infer.window.SlidingWindows;
import io.mien.models.ModelRunnerFactory;
import io.mien.recording.RecordedSchemas;
import io.mien.recording.Recording;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.registry.RecordRegistry;
import io.mien.schemas.registry.SchemaRegistrySettings;
import io.mien.schemas.sealing.KeyAccess;
import io.mien.schemas.wire.RecordDeserializer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The readings of a recording's frames, computed by the job's own operators in a Flink of this process, without Kafka. One
 * slot reads the frames in the order in which they were recorded, so each subject's come in theirs; batches are computed by
 * as many threads as the settings say.
 */
public final class Recomputation {
    /** No subject's state is cleared: how long a recording is read has nothing to do with how long somebody was away. */
    private static final Duration NEVER_IDLE = Duration.ofDays(10_000);

    private static final Logger log = LoggerFactory.getLogger(Recomputation.class);
    private static final String NO_BROKER = "none:0";

    /**
     * How the readings are to be made.
     *
     * @param windows that are laid
     * @param evidence that one must hold
     * @param encoding how frames are joined, and clips as follows from it
     */
    public record Settings(SlidingWindows windows, EvidenceRule evidence, BatchSettings encoding) {}

    private Recomputation() {}

    /**
     * Computes all readings.
     *
     * @param model opens the model
     * @param admission which cells are encoded: all, or all but those that a job passed over
     * @param keys that open what is sealed; what is erased is left out
     * @param temporary a folder for Flink's files; made if absent
     * @param readings takes each reading, on a thread of Flink's
     * @throws io.mien.models.ModelException if the model cannot be opened
     * @throws InferenceException if the job fails
     * @throws InterruptedException if interrupted; the job is then given up
     */
    public static void run(
            Recording recording,
            Settings settings,
            ModelRunnerFactory model,
            AdmissionPolicy admission,
            KeyAccess keys,
            Path temporary,
            Consumer<ExpressionReading> readings)
            throws InterruptedException {
        String folder = recording.folder().toString(); // a Path is not Serializable
        InferenceJob job = new InferenceJob(
                configuration(settings),
                model,
                () -> new RecordRegistry(schemas(folder), keys.open().forReading()),
                admission);
        SharedResource<Receiver> receivers = new SharedResource<>(() -> new Receiver(schemas(folder)));
        try (StateDirectory state = StateDirectory.open(temporary);
                Lease<Receiver> receiver = receivers.acquire();
                // Before the job, so that what is wrong with the model is told as it is.
                Lease<LoadedModels> opened = job.models().acquire()) {
            log.info(
                    "readings are computed again by {}", opened.get().launched().runtime());
            receiver.get().readings = readings;
            Configuration flinks = EmbeddedFlink.configuration(Delivery.DEFAULT, state, Optional.empty());
            flinks.removeConfig(CheckpointingOptions.CHECKPOINTING_INTERVAL);
            flinks.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
            StreamExecutionEnvironment environment = StreamExecutionEnvironment.createLocalEnvironment(1, flinks);
            job.pipeline(source(environment, recording)).sinkTo(new ReadingsSink(receivers));
            try (EmbeddedFlink flink = EmbeddedFlink.start(flinks, 1)) {
                JobClient running = flink.submit(environment.getStreamGraph());
                running.getJobExecutionResult().get();
            }
        } catch (ExecutionException e) {
            throw new InferenceException("the readings cannot be computed again: " + rootMessage(e), e);
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new InferenceException("the readings cannot be computed again: " + e.getMessage(), e);
        }
    }

    private static RecordedSchemas schemas(String folder) {
        return RecordedSchemas.of(Recording.open(Path.of(folder)));
    }

    @SuppressWarnings("deprecation") // what replaces it wants an index for each record, or a source of five classes
    private static DataStream<SourceRecord> source(StreamExecutionEnvironment environment, Recording recording) {
        return environment
                .fromCollection(new RecordedFrames(recording.folder()), SourceRecord.TYPE)
                .name("recording");
    }

    private static InferenceConfiguration configuration(Settings settings) {
        return InferenceConfiguration.defaults(
                        NO_BROKER, new SchemaRegistrySettings(null, Map.of("bootstrap.servers", NO_BROKER)), "audit")
                .withWindows(settings.windows())
                .withEvidence(settings.evidence())
                .withEncoding(settings.encoding())
                .withIdleTimeout(NEVER_IDLE)
                .withParallelism(1);
    }

    private static @Nullable String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    /** Where the readings go in this process. */
    private static final class Receiver implements AutoCloseable {
        private final RecordDeserializer<ExpressionReading> deserializer;
        private volatile Consumer<ExpressionReading> readings = reading -> {};

        Receiver(RecordedSchemas registry) {
            int unused = registry.register(Topic.EXPRESSIONS.subject(), ExpressionReading.getClassSchema());
            this.deserializer = new RecordDeserializer<>(ExpressionReading.class, registry);
        }

        void accept(OutgoingRecord record) throws IOException {
            if (record.topic().equals(Topic.EXPRESSIONS.topicName())) {
                try {
                    readings.accept(deserializer.read(record.value()));
                } catch (RefusedRecordException e) {
                    throw new IOException("what the job wrote is no reading: " + e.getMessage(), e);
                }
            }
        }

        /** Nothing to close. */
        @Override
        public void close() {}
    }

    /** Hands over the readings; dead letters end here. */
    private static final class ReadingsSink implements Sink<OutgoingRecord> {
        private static final long serialVersionUID = 1L;

        private final SharedResource<Receiver> receivers;

        ReadingsSink(SharedResource<Receiver> receivers) {
            this.receivers = receivers;
        }

        @Override
        public SinkWriter<OutgoingRecord> createWriter(WriterInitContext context) {
            Lease<Receiver> lease = receivers.acquire();
            return new SinkWriter<>() {
                @Override
                public void write(OutgoingRecord element, Context writing) throws IOException {
                    lease.get().accept(element);
                }

                @Override
                public void flush(boolean endOfInput) {
                    // Each was handed over as it came.
                }

                @Override
                public void close() {
                    lease.close();
                }
            };
        }
    }
}
