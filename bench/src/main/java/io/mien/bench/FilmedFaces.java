package io.mien.bench;

import io.mien.infer.operator.PictureReader;
import io.mien.ingest.SubjectFaces;
import io.mien.ingest.detect.DetectorSettings;
import io.mien.ingest.sources.FrameSource;
import io.mien.ingest.sources.FrameSourceException;
import io.mien.ingest.sources.SourceFrame;
import io.mien.ingest.sources.VideoFileSource;
import io.mien.ingest.topology.FaceSettings;
import io.mien.ingest.track.TrackingStep.Sighting;
import io.mien.pictures.FaceCut;
import io.mien.pictures.ImageDecoder;
import io.mien.pictures.ImageLimits;
import io.mien.pictures.PreprocessingProfile;
import io.mien.pictures.Resampling;
import io.mien.pictures.ResizeRule;
import io.mien.pictures.RgbImage;
import io.mien.pictures.UnreadableImageException;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.avro.Box;
import io.mien.schemas.avro.FaceFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The faces of a filmed clip, found, followed and cut as the stream does it.
 *
 * @param frameRate frames a second
 * @param subjects faces by number of the frame, for each subject, from the left
 */
record FilmedFaces(double frameRate, List<NavigableMap<Integer, Face>> subjects) {
    private static final int LONGEST_SIDE = 1280;
    private static final String STREAM = "filmed";

    /** A face in a still picture is shown as long as the tracker takes to believe in it. */
    private static final Duration LONGEST_SHOWN = Duration.ofSeconds(2);

    private static final Duration BETWEEN = Duration.ofMillis(100);

    /** The squared box as it is: what the independent network takes. */
    static final PreprocessingProfile SQUARE = new PreprocessingProfile(
            IndependentNetwork.SIZE, new FaceCut.BoxTimes(1, 0, true), ResizeRule.SQUASH, Resampling.BILINEAR);

    /**
     * A face in one frame.
     *
     * @param ours the picture that the model takes
     * @param independent the picture that the independent network takes
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never changed, never compared
    record Face(byte[] ours, byte[] independent) {}

    /** A subject while its clip is read. */
    private record Found(NavigableMap<Integer, Face> faces, List<Double> places) {
        Found() {
            this(new TreeMap<>(), new ArrayList<>());
        }

        double place() {
            return places.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        }
    }

    /**
     * Reads a clip.
     *
     * @param profile of the model
     * @throws FrameSourceException if it cannot be read
     */
    static FilmedFaces read(Path file, DetectorSettings detector, PreprocessingProfile profile)
            throws FrameSourceException {
        ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
        PictureReader ours = new PictureReader(decoder, profile);
        PictureReader independent = new PictureReader(decoder, SQUARE);
        Map<String, Found> subjects = new HashMap<>();
        try (FrameSource source = VideoFileSource.open(file, LONGEST_SIDE);
                SubjectFaces faces = SubjectFaces.open(STREAM, FaceSettings.defaults(detector))) {
            int number = 0;
            for (Optional<SourceFrame> frame = source.next(); frame.isPresent(); frame = source.next()) {
                for (Sighting sighting : faces.next(frame.get())) {
                    FaceFrame cut = faces.cut(frame.get(), number, sighting);
                    Found found = subjects.computeIfAbsent(sighting.subjectId(), id -> new Found());
                    found.faces().put(number, new Face(ours.read(cut), independent.read(cut)));
                    Box box = cut.getCameraBox();
                    found.places().add(box == null ? 0.0 : box.getX() + box.getWidth() / 2.0);
                }
                number++;
            }
            List<NavigableMap<Integer, Face>> fromTheLeft = subjects.values().stream()
                    .sorted(Comparator.comparingDouble(Found::place))
                    .<NavigableMap<Integer, Face>>map(Found::faces)
                    .toList();
            return new FilmedFaces(source.description().frameRate().orElse(1), fromTheLeft);
        } catch (RefusedRecordException e) {
            throw new IllegalStateException("a face frame that was cut here: " + e.getMessage(), e);
        }
    }

    /**
     * Reads the largest face of a still picture, as if it were filmed without a movement.
     *
     * @param profile of the model
     * @return empty if no face is found
     * @throws IOException if the picture cannot be read
     */
    static Optional<Face> still(Path file, DetectorSettings detector, PreprocessingProfile profile) throws IOException {
        ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
        try (SubjectFaces faces = SubjectFaces.open(STREAM, FaceSettings.defaults(detector))) {
            RgbImage image = decoder.decodeUpright(ByteBuffer.wrap(Files.readAllBytes(file)));
            for (Duration at = Duration.ZERO; at.compareTo(LONGEST_SHOWN) < 0; at = at.plus(BETWEEN)) {
                SourceFrame frame = new SourceFrame(image, at);
                Optional<Sighting> largest = faces.next(frame).stream()
                        .max(Comparator.comparingDouble(
                                sighting -> sighting.detection().box().width()));
                if (largest.isPresent()) {
                    FaceFrame cut = faces.cut(frame, 0, largest.get());
                    return Optional.of(new Face(
                            new PictureReader(decoder, profile).read(cut),
                            new PictureReader(decoder, SQUARE).read(cut)));
                }
            }
            return Optional.empty();
        } catch (UnreadableImageException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        } catch (RefusedRecordException e) {
            throw new IllegalStateException("a face frame that was cut here: " + e.getMessage(), e);
        }
    }
}
