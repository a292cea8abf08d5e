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
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.FaceFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what camera frames come to; it stores and sends nothing. The detector stays the caller's. Used by one thread.
 */
final class FaceExtractor {
    private static final Logger log = LoggerFactory.getLogger(FaceExtractor.class);

    private final PictureDecoder decoder;
    private final SubjectTracker tracker;
    private final FaceCropper cropper;
    private final FaceDetector detector;
    private final Function<FaceFrame, byte[]> serializer;

    /** @param serializer of the records that are sent */
    FaceExtractor(FaceSettings settings, FaceDetector detector, Function<FaceFrame, byte[]> serializer) {
        this.decoder = new PictureDecoder(settings.limits());
        this.tracker = new SubjectTracker(settings.tracker());
        this.cropper = new FaceCropper(settings.crop());
        this.detector = detector;
        this.serializer = serializer;
    }

    /**
     * What a frame comes to.
     *
     * @param state of its stream, or null if it is new
     * @return null if the frame was there before and nothing is to be done
     * @throws RefusedRecordException if its picture cannot be read, or the detector fails on it
     */
    @Nullable
    FrameOutcome extract(CameraFrame frame, @Nullable StreamState state) throws RefusedRecordException {
        String streamId = frame.getStreamId();
        FrameTime time = FrameTime.of(frame.getSequence(), frame.getCapturedAt());
        Tracks tracks = state == null ? Tracks.none() : StreamStates.tracks(state);
        if (frame.getStreamEnded()) {
            return end(streamId, true, null, time, tracks);
        }
        String session = frame.getSource().getSession();
        boolean sameSession = state != null && session.equals(state.getSession());
        if (state != null && sameSession && time.sequence() <= state.getSequence()) {
            return null;
        }
        boolean clockWentBack = state != null && time.capturedAt() < state.getCapturedAt();
        List<Track> ended = new ArrayList<>();
        if (!sameSession || clockWentBack) {
            ended.addAll(tracks.confirmed());
            tracks = tracks.cleared();
        }
        try (Picture picture =
                decoder.decode(frame.getImage(), frame.getEncoding(), frame.getWidth(), frame.getHeight())) {
            List<Detection> detections = detect(picture);
            TrackingStep step = tracker.next(tracks, time, detections);
            ended.addAll(step.ended());
            List<byte[]> records = markers(streamId, ended);
            for (Sighting sighting : step.sightings()) {
                records.add(serializer.apply(cropper.crop(frame, picture, sighting.subjectId(), sighting.detection())));
            }
            if (!sameSession) {
                log.info("session begins stream={} session={} sequence={}", streamId, session, time.sequence());
            } else if (clockWentBack) {
                log.warn("clock went back, tracks end stream={} sequence={}", streamId, time.sequence());
            }
            return new FrameOutcome(
                    streamId,
                    false,
                    detections.size(),
                    step.started(),
                    ended,
                    records,
                    StreamStates.state(session, time, step.tracks()));
        }
    }

    /** What it comes to that nothing more is heard of a stream: its tracks end; it may go on later, with new subjects. */
    FrameOutcome silence(String streamId, StreamState state) {
        FrameTime time = new FrameTime(state.getSequence(), state.getCapturedAt());
        return end(streamId, false, state.getSession(), time, StreamStates.tracks(state));
    }

    private FrameOutcome end(
            String streamId, boolean streamEnded, @Nullable String session, FrameTime time, Tracks tracks) {
        TrackingStep step = tracker.end(tracks);
        return new FrameOutcome(
                streamId,
                streamEnded,
                0,
                step.started(),
                step.ended(),
                markers(streamId, step.ended()),
                StreamStates.state(session, time, step.tracks()));
    }

    private List<byte[]> markers(String streamId, List<Track> ended) {
        List<byte[]> markers = new ArrayList<>();
        for (Track track : ended) {
            markers.add(serializer.apply(
                    FaceFrameMarkers.trackEnded(streamId, SubjectTracker.subjectId(track.number()), track)));
        }
        return markers;
    }

    private List<Detection> detect(Picture picture) throws RefusedRecordException {
        try {
            return detector.detect(picture);
        } catch (RuntimeException e) {
            // Native code's own failures arrive as this; another frame may well succeed.
            throw new RefusedRecordException(
                    DeadLetterReason.MODEL_FAILURE,
                    "detector failed on a picture of " + picture.width() + "x" + picture.height() + " ("
                            + e.getClass().getSimpleName() + ")");
        }
    }
}
