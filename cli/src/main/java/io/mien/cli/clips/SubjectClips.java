package io.mien.cli.clips;

import io.mien.infer.operator.PictureReader;
import io.mien.ingest.SubjectFaces;
import io.mien.ingest.detect.DetectorSettings;
import io.mien.ingest.sources.FrameSource;
import io.mien.ingest.sources.FrameSourceException;
import io.mien.ingest.sources.SourceFrame;
import io.mien.ingest.topology.FaceSettings;
import io.mien.ingest.track.TrackerSettings;
import io.mien.ingest.track.TrackingStep.Sighting;
import io.mien.models.clips.WholeClipClassifier;
import io.mien.pictures.ImageDecoder;
import io.mien.pictures.ImageLimits;
import io.mien.pictures.PreprocessingProfile;
import io.mien.schemas.RefusedRecordException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds, follows and cuts the faces of an input as the stream does, and takes each subject's for a clip. */
final class SubjectClips implements ClipReader {
    private static final String STREAM = "input";

    private final WholeClipClassifier classifier;
    private final PictureReader pictures;
    private final DetectorSettings detector;

    /**
     * @param classifier says which of a subject's frames are needed
     * @param profile of the model
     */
    SubjectClips(WholeClipClassifier classifier, PreprocessingProfile profile, DetectorSettings detector) {
        this.classifier = classifier;
        this.pictures = new PictureReader(new ImageDecoder(ImageLimits.DEFAULT), profile);
        this.detector = detector;
    }

    /** A subject and the places where it was seen: sightings by number of the frame, in ascending order. */
    private record Subject(String id, List<Integer> numbers, List<Sighting> sightings, Map<Integer, byte[]> prepared) {
        Subject(String id) {
            this(id, new ArrayList<>(), new ArrayList<>(), new HashMap<>());
        }

        InputClip clip() {
            return new InputClip(id, numbers, prepared);
        }
    }

    /** A place in a subject's clip that needs its picture. */
    private record Wanted(Subject subject, int place) {}

    @Override
    public List<InputClip> read(ClipInput input) throws FrameSourceException {
        // Read twice: which of a subject's frames are needed is known only when its last one has been seen.
        try (SubjectFaces faces = SubjectFaces.open(STREAM, settings(input))) {
            List<Subject> subjects = follow(input, faces);
            Map<Integer, List<Wanted>> wanted = new HashMap<>();
            for (Subject subject : subjects) {
                for (int place : classifier.framesOf(subject.numbers().size())) {
                    wanted.computeIfAbsent(subject.numbers().get(place), number -> new ArrayList<>())
                            .add(new Wanted(subject, place));
                }
            }
            cut(input, faces, wanted);
            return subjects.stream().map(Subject::clip).toList();
        }
    }

    private static List<Subject> follow(ClipInput input, SubjectFaces faces) throws FrameSourceException {
        Map<String, Subject> subjects = new LinkedHashMap<>();
        try (FrameSource source = input.opener().open()) {
            int number = 0;
            for (Optional<SourceFrame> frame = source.next(); frame.isPresent(); frame = source.next()) {
                for (Sighting sighting : faces.next(frame.get())) {
                    Subject subject = subjects.computeIfAbsent(sighting.subjectId(), Subject::new);
                    subject.numbers().add(number);
                    subject.sightings().add(sighting);
                }
                number++;
            }
        }
        return List.copyOf(subjects.values());
    }

    private void cut(ClipInput input, SubjectFaces faces, Map<Integer, List<Wanted>> wanted)
            throws FrameSourceException {
        int left = wanted.size();
        try (FrameSource source = input.opener().open()) {
            for (int number = 0; left > 0; number++) {
                List<Wanted> here = wanted.get(number);
                if (here == null) {
                    source.skip();
                    continue;
                }
                SourceFrame frame = source.next()
                        .orElseThrow(() -> new FrameSourceException(
                                FrameSourceException.Kind.NOT_READABLE,
                                "input " + input.path() + ": changed while it was read"));
                for (Wanted face : here) {
                    Sighting sighting = face.subject().sightings().get(face.place());
                    face.subject().prepared().put(face.place(), prepare(faces, frame, number, sighting));
                }
                left--;
            }
        }
    }

    private byte[] prepare(SubjectFaces faces, SourceFrame frame, int number, Sighting sighting) {
        try {
            return pictures.read(faces.cut(frame, number, sighting));
        } catch (RefusedRecordException e) {
            throw new IllegalStateException("a face frame that was cut here: " + e.getMessage(), e);
        }
    }

    /**
     * These are the stream's settings, but where an input is too short to confirm a face, the face counts as soon as it
     * is found.
     */
    private FaceSettings settings(ClipInput input) throws FrameSourceException {
        FaceSettings usual = FaceSettings.defaults(detector);
        TrackerSettings tracker = usual.tracker();
        int pictures = 0;
        Duration last = Duration.ZERO;
        try (FrameSource source = input.opener().open()) {
            while (pictures < tracker.confirmationHits() || last.compareTo(tracker.confirmationTime()) < 0) {
                Optional<SourceFrame> frame = source.next();
                if (frame.isEmpty()) {
                    return new FaceSettings(
                            usual.limits(), detector, immediately(tracker), usual.crop(), usual.silence());
                }
                last = frame.get().position();
                pictures++;
            }
        }
        return usual;
    }

    private static TrackerSettings immediately(TrackerSettings usual) {
        return new TrackerSettings(
                usual.minimumOverlap(), usual.reach(), 1, Duration.ZERO, usual.longestDoubt(), usual.longestGap());
    }
}
