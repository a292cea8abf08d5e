package io.mien.ingest.topology;

import io.mien.ingest.detect.Detection;
import io.mien.ingest.detect.FaceDetector;
import io.mien.ingest.picture.Picture;
import io.mien.ingest.picture.PictureDecoder;
import io.mien.ingest.state.StreamState;
import io.mien.ingest.track.FrameTime;
import io.mien.ingest.track.SubjectTracker;
import io.mien.ingest.track.Track;
import io.mien.ingest.track.TrackingStep;
import io.mien.ingest.track.TrackingStep.Sighting;
import io.mien.ingest.track.Tracks;
import io.mien.schemas.DeadLetterHeaders;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.wire.RecordSerializer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
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
 * One camera frame in, the face frames of its subjects out. All that can fail for one record fails before anything is
 * stored or sent for it; the record then goes to the dead letters as it came.
 */
final class FaceFrameProcessor implements Processor<byte[], byte[], byte[], byte[]> {
    private static final Logger log = LoggerFactory.getLogger(FaceFrameProcessor.class);
    private static final String STAGE = "ingest";

    private final SchemaRegistry registry;
    private final Supplier<FaceDetector> detectors;
    private final IngestCounters counters;
    private final PictureDecoder decoder;
    private final SubjectTracker tracker;
    private final FaceCropper cropper;

    private final SilenceWatch silence;

    private @Nullable Running running;

    FaceFrameProcessor(
            FaceSettings settings, SchemaRegistry registry, Supplier<FaceDetector> detectors, IngestCounters counters) {
        this.registry = registry;
        this.detectors = detectors;
        this.counters = counters;
        this.decoder = new PictureDecoder(settings.limits());
        this.tracker = new SubjectTracker(settings.tracker());
        this.cropper = new FaceCropper(settings.crop());
        this.silence = new SilenceWatch(settings.silence());
    }

    /** What lives from {@link #init} to {@link #close}. */
    private record Running(
            ProcessorContext<byte[], byte[]> context,
            KeyValueStore<String, StreamState> states,
            CameraFrameReader reader,
            RecordSerializer<FaceFrame> serializer,
            FaceDetector detector,
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
        running = new Running(
                context,
                states,
                new CameraFrameReader(registry, InstantSource.system()),
                serializer,
                detectors.get(),
                new TaskSensors(context),
                context.schedule(silence.interval(), PunctuationType.WALL_CLOCK_TIME, this::endSilent));
        silence.clear();
        try (KeyValueIterator<String, StreamState> all = states.all()) {
            all.forEachRemaining(entry -> hear(entry.key, StreamStates.tracks(entry.value)));
        }
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        counters.received.increment();
        long startedAt = System.nanoTime();
        try {
            Outcome outcome = outcome(record);
            if (outcome != null) {
                sendEnds(outcome.streamId(), outcome.cutOff(), record.timestamp());
                finish(
                        outcome.streamId(),
                        outcome.session(),
                        outcome.time(),
                        outcome.step(),
                        outcome.faces(),
                        record.timestamp());
            }
        } catch (RefusedRecordException e) {
            setAside(record, e);
        }
        running().sensors().frame(System.nanoTime() - startedAt);
    }

    /** What a camera frame comes to, before anything is stored or sent for it. */
    private record Outcome(
            String streamId,
            @Nullable String session,
            FrameTime time,
            List<Track> cutOff,
            TrackingStep step,
            List<byte[]> faces) {}

    /** @return null if nothing is to be done */
    private @Nullable Outcome outcome(Record<byte[], byte[]> record) throws RefusedRecordException {
        try {
            return outcome(running().reader().read(record.key(), record.value()));
        } catch (RuntimeException e) {
            throw RefusedRecordException.unexpected(e);
        }
    }

    private @Nullable Outcome outcome(CameraFrame frame) throws RefusedRecordException {
        String streamId = frame.getStreamId();
        FrameTime time = FrameTime.of(frame.getSequence(), frame.getCapturedAt());
        StreamState state = running().states().get(streamId);
        Tracks tracks = state == null ? Tracks.none() : StreamStates.tracks(state);
        String session = frame.getSource().getSession();
        boolean sameSession = state != null && session.equals(state.getSession());
        if (frame.getStreamEnded() && state != null && state.getSession() != null && !sameSession) {
            // Somebody else's session, who had the same name and has found another: this one goes on.
            counters.streamsEnded.increment();
            return null;
        }
        if (frame.getStreamEnded()) {
            Outcome ended = new Outcome(streamId, null, time, List.of(), tracker.end(tracks), List.of());
            counters.streamsEnded.increment();
            return ended;
        }
        if (state != null && sameSession && time.sequence() <= state.getSequence()) {
            counters.repeated.increment();
            counters.stream(streamId).repeated.increment();
            return null;
        }
        boolean clockWentBack = state != null && time.capturedAt() < state.getCapturedAt();
        List<Track> cutOff = List.of();
        if (!sameSession || clockWentBack) {
            cutOff = tracks.confirmed();
            tracks = tracks.cleared();
        }
        try (Picture picture =
                decoder.decode(frame.getImage(), frame.getEncoding(), frame.getWidth(), frame.getHeight())) {
            List<Detection> detections = detect(picture);
            TrackingStep step = tracker.next(tracks, time, detections);
            List<byte[]> faces = crop(frame, picture, step.sightings());
            counters.decoded.increment();
            counters.facesDetected.add(detections.size());
            StreamCounters stream = counters.stream(streamId);
            stream.lookedAt.increment();
            stream.facesDetected.add(detections.size());
            if (!sameSession) {
                log.info("session begins stream={} session={} sequence={}", streamId, session, time.sequence());
            } else if (clockWentBack) {
                log.warn("clock went back, tracks end stream={} sequence={}", streamId, time.sequence());
            }
            return new Outcome(streamId, session, time, cutOff, step, faces);
        }
    }

    private List<Detection> detect(Picture picture) throws RefusedRecordException {
        try {
            return running().detector().detect(picture);
        } catch (RuntimeException e) {
            // Native code's own failures arrive as this; another frame may well succeed.
            throw new RefusedRecordException(
                    DeadLetterReason.MODEL_FAILURE,
                    "detector failed on a picture of " + picture.width() + "x" + picture.height() + " ("
                            + e.getClass().getSimpleName() + ")");
        }
    }

    private List<byte[]> crop(CameraFrame frame, Picture picture, List<Sighting> sightings) {
        List<byte[]> faces = new ArrayList<>();
        for (Sighting sighting : sightings) {
            faces.add(running()
                    .serializer()
                    .serialize(cropper.crop(frame, picture, sighting.subjectId(), sighting.detection())));
        }
        return faces;
    }

    /** Stores and sends what a frame came to. */
    private void finish(
            String streamId,
            @Nullable String session,
            FrameTime time,
            TrackingStep step,
            List<byte[]> faces,
            long timestamp) {
        sendEnds(streamId, step.ended(), timestamp);
        byte[] key = FaceFrameMarkers.key(streamId);
        for (byte[] face : faces) {
            running().context().forward(new Record<>(key, face, timestamp), IngestTopology.FACES);
        }
        counters.faceFrames.add(faces.size());
        counters.tracksStarted.add(step.started());
        StreamCounters stream = counters.stream(streamId);
        stream.faceFrames.add(faces.size());
        stream.subjects.add(step.started());
        running().states().put(streamId, StreamStates.state(session, time, step.tracks()));
        hear(streamId, step.tracks());
    }

    private void sendEnds(String streamId, List<Track> ended, long timestamp) {
        byte[] key = FaceFrameMarkers.key(streamId);
        for (Track track : ended) {
            String subjectId = SubjectTracker.subjectId(track.number());
            FaceFrame marker = FaceFrameMarkers.trackEnded(streamId, subjectId, track);
            running()
                    .context()
                    .forward(
                            new Record<>(key, running().serializer().serialize(marker), timestamp),
                            IngestTopology.FACES);
            counters.tracksEnded.increment();
            log.info(
                    "track ended stream={} subject={} hits={} sequence={}",
                    streamId,
                    subjectId,
                    track.hits(),
                    track.lastSeen().sequence());
        }
    }

    private void hear(String streamId, Tracks tracks) {
        if (tracks.tracks().isEmpty()) {
            silence.forget(streamId);
        } else {
            silence.hear(streamId);
        }
    }

    /** Ends the tracks of streams that have fallen silent; they may go on later, with new subjects. */
    private void endSilent(long now) {
        for (String streamId : silence.check()) {
            StreamState state = running().states().get(streamId);
            if (state != null) {
                log.info("stream is silent, tracks end stream={} sequence={}", streamId, state.getSequence());
                finish(
                        streamId,
                        state.getSession(),
                        new FrameTime(state.getSequence(), state.getCapturedAt()),
                        tracker.end(StreamStates.tracks(state)),
                        List.of(),
                        now);
            }
        }
    }

    private void setAside(Record<byte[], byte[]> record, RefusedRecordException refusal) {
        DeadLetterReason reason = refusal.reason();
        String message = String.valueOf(refusal.getMessage());
        counters.deadLetters(reason).increment();
        if (record.key() != null) {
            counters.stream(new String(record.key(), StandardCharsets.UTF_8)).setAside(reason);
        }
        running().sensors().deadLetter();
        RecordMetadata metadata = running()
                .context()
                .recordMetadata()
                .orElseThrow(() -> new IllegalStateException("a record without topic, partition and offset"));
        Headers headers = new RecordHeaders(record.headers());
        new DeadLetterHeaders(
                        reason,
                        message,
                        STAGE,
                        metadata.topic(),
                        metadata.partition(),
                        metadata.offset(),
                        FaceFrameMarkers.schemaId(record.value()),
                        refusal.exception())
                .addTo(headers);
        running().context().forward(record.withHeaders(headers), IngestTopology.DEAD_LETTERS);
        log.warn(
                "camera frame set aside: {} {} topic={} partition={} offset={}",
                reason,
                message,
                metadata.topic(),
                metadata.partition(),
                metadata.offset());
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
