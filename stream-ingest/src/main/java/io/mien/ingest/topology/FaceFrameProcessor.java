package io.mien.ingest.topology;

import io.mien.ingest.detect.FaceDetector;
import io.mien.ingest.state.StreamState;
import io.mien.ingest.track.SubjectTracker;
import io.mien.ingest.track.Track;
import io.mien.schemas.DeadLetterHeaders;
import io.mien.schemas.DeadLetterLog;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.DeadLetterRecord;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordSerializer;
import io.mien.schemas.wire.SchemaHeader;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one camera frame, and forwards the face frames of its subjects. All that can fail for one record fails before
 * anything is stored or sent for it; the record then goes to the dead letters as it came.
 */
final class FaceFrameProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    private static final Logger log = LoggerFactory.getLogger(FaceFrameProcessor.class);
    private static final DeadLetterLog deadLetters = new DeadLetterLog(log);
    private static final String STAGE = "ingest";

    private final FaceSettings settings;
    private final SchemaRegistry registry;
    private final Supplier<FaceDetector> detectors;
    private final IngestCounters counters;
    private final SilenceWatch silence;
    private final @Nullable LiveFreshness freshness;

    private @Nullable Running running;

    FaceFrameProcessor(
            FaceSettings settings,
            SchemaRegistry registry,
            Supplier<FaceDetector> detectors,
            IngestCounters counters,
            @Nullable LiveFreshness freshness) {
        this.settings = settings;
        this.registry = registry;
        this.detectors = detectors;
        this.counters = counters;
        this.silence = new SilenceWatch(settings.silence(), System::nanoTime);
        this.freshness = freshness;
    }

    /** Everything that lives from {@link #init} to {@link #close}. */
    private record Running(
            ProcessorContext<byte[], byte[]> context,
            KeyValueStore<String, StreamState> states,
            CameraFrameReader reader,
            FaceDetector detector,
            FaceExtractor extractor,
            Map<String, byte[]> headers,
            TaskSensors sensors,
            Cancellable silenceCheck) {}

    private Running running() {
        if (running == null) {
            throw new IllegalStateException("not initialised");
        }
        return running;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        RecordSerializer<FaceFrame> serializer = new RecordSerializer<>(FaceFrame.class, Topic.FACE_FRAMES, registry);
        KeyValueStore<String, StreamState> states = context.getStateStore(IngestTopology.STORE);
        FaceDetector detector = detectors.get();
        running = new Running(
                context,
                states,
                new CameraFrameReader(registry, InstantSource.system()),
                detector,
                new FaceExtractor(settings, detector, serializer::serialize),
                serializer.headers(),
                new TaskSensors(context),
                context.schedule(silence.interval(), PunctuationType.WALL_CLOCK_TIME, this::endSilent));
        silence.clear();
        try (KeyValueIterator<String, StreamState> all = states.all()) {
            all.forEachRemaining(entry -> hear(entry.key, entry.value));
        }
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        counters.received.increment();
        long startedAt = System.nanoTime();
        try {
            CameraFrame frame = read(record);
            Optional<PassedOverReason> refusal = refusal(frame, record.timestamp());
            if (refusal.isPresent()) {
                counters.passedOver(refusal.get()).increment();
                counters.stream(frame.getStreamId()).passedOver(refusal.get());
            } else {
                lookAt(frame, record.timestamp());
            }
        } catch (RefusedRecordException e) {
            setAside(record, e);
        }
        running().sensors().frame(System.nanoTime() - startedAt);
    }

    private Optional<StreamCounters> streamOf(Record<byte[], byte[]> record) {
        return Optional.ofNullable(record.key()).map(key -> counters.stream(new String(key, StandardCharsets.UTF_8)));
    }

    private CameraFrame read(Record<byte[], byte[]> record) throws RefusedRecordException {
        try {
            return running().reader().read(record.key(), record.value(), record.headers());
        } catch (RuntimeException e) {
            throw RefusedRecordException.unexpected(e);
        }
    }

    /** Why a frame is passed over; what ends a stream never is. */
    private Optional<PassedOverReason> refusal(CameraFrame frame, long appendedAt) {
        return freshness == null || frame.getStreamEnded() ? Optional.empty() : freshness.refusal(frame, appendedAt);
    }

    private void lookAt(CameraFrame frame, long timestamp) throws RefusedRecordException {
        FrameOutcome outcome = outcome(frame);
        StreamCounters stream = counters.stream(frame.getStreamId());
        if (outcome == null) {
            counters.repeated.increment();
            stream.repeated.increment();
            return;
        }
        carryOut(outcome, timestamp);
        counters.facesDetected.add(outcome.detected());
        if (outcome.streamEnded()) {
            counters.streamsEnded.increment();
            return;
        }
        counters.decoded.increment();
        stream.lookedAt.increment();
        stream.facesDetected.add(outcome.detected());
        if (freshness != null) {
            freshness.lookedAt();
        }
    }

    /** @return null if nothing is to be done */
    private @Nullable FrameOutcome outcome(CameraFrame frame) throws RefusedRecordException {
        Running parts = running();
        try {
            return parts.extractor().extract(frame, parts.states().get(frame.getStreamId()));
        } catch (RuntimeException e) {
            throw RefusedRecordException.unexpected(e);
        }
    }

    /** Stores and sends. What fails here is the world's fault: the whole task is tried again. */
    private void carryOut(FrameOutcome outcome, long timestamp) {
        String streamId = outcome.streamId();
        byte[] key = FaceFrameMarkers.key(streamId);
        for (byte[] value : outcome.records()) {
            running().context().forward(faceFrame(key, value, timestamp), IngestTopology.FACES);
        }
        running().states().put(streamId, outcome.state());
        hear(streamId, outcome.state());
        counters.faceFrames.add(outcome.faces());
        counters.tracksStarted.add(outcome.started());
        StreamCounters stream = counters.stream(streamId);
        stream.faceFrames.add(outcome.faces());
        stream.subjects.add(outcome.started());
        for (Track track : outcome.ended()) {
            counters.tracksEnded.increment();
            log.info(
                    "track ended stream={} subject={} hits={} sequence={}",
                    streamId,
                    SubjectTracker.subjectId(track.number()),
                    track.hits(),
                    track.lastSeen().sequence());
        }
    }

    private Record<byte[], byte[]> faceFrame(byte[] key, byte[] value, long timestamp) {
        Headers headers = new RecordHeaders();
        running().headers().forEach(headers::add);
        return new Record<>(key, value, timestamp, headers);
    }

    private void hear(String streamId, StreamState state) {
        if (state.getTracks().isEmpty()) {
            silence.forget(streamId);
        } else {
            silence.hear(streamId);
        }
    }

    private void endSilent(long now) {
        for (String streamId : silence.check()) {
            StreamState state = running().states().get(streamId);
            if (state != null) {
                log.info("stream is silent, tracks end stream={} sequence={}", streamId, state.getSequence());
                carryOut(running().extractor().silence(streamId, state), now);
            }
        }
    }

    private void setAside(Record<byte[], byte[]> record, RefusedRecordException refusal) {
        DeadLetterReason reason = refusal.reason();
        String message = String.valueOf(refusal.getMessage());
        counters.deadLetters(reason).increment();
        streamOf(record).ifPresent(stream -> stream.setAside(reason));
        if (reason == DeadLetterReason.ERASED) {
            // Nobody can ever read it, and a whole stream's frames may be so: neither a letter nor a line for each.
            log.debug("camera frame is erased: {}", message);
            return;
        }
        running().sensors().deadLetter();
        RecordMetadata metadata = running()
                .context()
                .recordMetadata()
                .orElseThrow(() -> new IllegalStateException("a record without topic, partition and offset"));
        DeadLetterHeaders reasons = new DeadLetterHeaders(
                reason,
                message,
                STAGE,
                metadata.topic(),
                metadata.partition(),
                metadata.offset(),
                SchemaHeader.of(record.headers()) == null ? FaceFrameMarkers.schemaId(record.value()) : null,
                refusal.exception());
        DeadLetterRecord letter = DeadLetterRecord.of(record.key(), record.value(), record.headers(), reasons);
        running()
                .context()
                .forward(
                        new Record<>(letter.key(), letter.value(), record.timestamp(), letter.headers()),
                        IngestTopology.DEAD_LETTERS);
        deadLetters.tell(reasons);
    }

    @Override
    public void close() {
        if (running != null) {
            running.silenceCheck().cancel();
            running.sensors().close();
            running.detector().close();
            running = null;
        }
    }
}
