package io.mien.ingest;

import io.mien.ingest.detect.Detection;
import io.mien.ingest.detect.FaceDetector;
import io.mien.ingest.feed.CameraPictures;
import io.mien.ingest.picture.Picture;
import io.mien.ingest.picture.PictureDecoder;
import io.mien.ingest.sources.SourceFrame;
import io.mien.ingest.topology.FaceCropper;
import io.mien.ingest.topology.FaceSettings;
import io.mien.ingest.track.FrameTime;
import io.mien.ingest.track.SubjectTracker;
import io.mien.ingest.track.TrackingStep;
import io.mien.ingest.track.TrackingStep.Sighting;
import io.mien.ingest.track.Tracks;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.FrameSourceInfo;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The subjects of one source without Kafka. Every picture goes the way on which a feed with default settings and the
 * topology would send it, so that the same faces are found, followed and cut, down to the compression between the stages.
 *
 * <p>A face is followed first and cut on request: those who need a few frames of a long source read it twice.
 *
 * <p>Not safe for use by many threads. Holds a detector until {@link #close()}.
 */
public final class SubjectFaces implements AutoCloseable {
    private static final String SESSION = "1";

    private final String streamId;
    private final CameraPictures pictures = CameraPictures.defaults();
    private final PictureDecoder decoder;
    private final FaceDetector detector;
    private final SubjectTracker tracker;
    private final FaceCropper cropper;
    private Tracks tracks = Tracks.none();
    private long sequence;

    /**
     * Opens the detector.
     *
     * @param streamId of the face frames
     * @throws io.mien.ingest.detect.FaceDetectorException if it cannot be made
     */
    public static SubjectFaces open(String streamId, FaceSettings settings) {
        return new SubjectFaces(streamId, settings, settings.detector().open());
    }

    private SubjectFaces(String streamId, FaceSettings settings, FaceDetector detector) {
        this.streamId = streamId;
        this.decoder = new PictureDecoder(settings.limits());
        this.detector = detector;
        this.tracker = new SubjectTracker(settings.tracker());
        this.cropper = new FaceCropper(settings.crop());
    }

    /**
     * Takes the source's next picture.
     *
     * @return the subjects in it; a new face is none before it has been found as often as the tracker asks
     */
    public List<Sighting> next(SourceFrame frame) {
        CameraFrame cameraFrame = cameraFrame(frame, sequence);
        List<Detection> detections;
        try (Picture picture = picture(cameraFrame)) {
            detections = detector.detect(picture);
        }
        TrackingStep step =
                tracker.next(tracks, new FrameTime(sequence, frame.position().toNanos() / 1000), detections);
        tracks = step.tracks();
        sequence++;
        return step.sightings();
    }

    /**
     * Cuts a subject's face out of a picture.
     *
     * @param frame the one it was seen in, as {@link #next} took it
     * @param number of that picture in the source, from 0
     */
    public FaceFrame cut(SourceFrame frame, long number, Sighting sighting) {
        CameraFrame cameraFrame = cameraFrame(frame, number);
        try (Picture picture = picture(cameraFrame)) {
            return cropper.crop(cameraFrame, picture, sighting.subjectId(), sighting.detection());
        }
    }

    private CameraFrame cameraFrame(SourceFrame frame, long number) {
        CameraFrame.Builder builder = CameraFrame.newBuilder()
                .setStreamId(streamId)
                .setSequence(number)
                .setCapturedAt(Instant.EPOCH.plus(frame.position()).truncatedTo(ChronoUnit.MICROS))
                .setSourcePosition(frame.position().toNanos() / 1_000)
                .setSource(new FrameSourceInfo(streamId, SESSION));
        return pictures.put(frame.image(), builder).build();
    }

    private Picture picture(CameraFrame frame) {
        try {
            return decoder.decode(frame.getImage(), frame.getEncoding(), frame.getWidth(), frame.getHeight());
        } catch (RefusedRecordException e) {
            throw new IllegalStateException("a picture that was encoded here: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        detector.close();
    }
}
