package io.mien.bench;

import io.mien.ingest.detect.Detection;
import io.mien.ingest.detect.FaceDetector;
import io.mien.ingest.picture.Picture;
import io.mien.ingest.sources.FrameSource;
import io.mien.ingest.sources.FrameSourceException;
import io.mien.ingest.sources.SourceFrame;
import io.mien.ingest.sources.VideoFileSource;
import io.mien.pictures.FaceBox;
import io.mien.pictures.RgbImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One person of a filmed or rendered clip, to be put into scenes whose truth is known.
 *
 * @param name of the person
 * @param frameRate frames a second
 * @param frames of this person alone
 * @param faces where the face is in each frame; null where none was found
 */
record FilmedPerson(String name, double frameRate, List<RgbImage> frames, List<@Nullable FaceBox> faces) {
    private static final int LONGEST_SIDE = 640;
    private static final int MOST_FRAMES = 120;

    /**
     * Reads a person.
     *
     * @param from left edge of the part of the pictures that shows nobody else, a share of the width
     * @param to its right edge
     * @throws FrameSourceException if the clip cannot be read
     */
    static FilmedPerson read(String name, Path clip, double from, double to, FaceDetector detector)
            throws FrameSourceException {
        List<RgbImage> frames = new ArrayList<>();
        List<@Nullable FaceBox> faces = new ArrayList<>();
        try (FrameSource source = VideoFileSource.open(clip, LONGEST_SIDE)) {
            for (Optional<SourceFrame> frame = source.next();
                    frame.isPresent() && frames.size() < MOST_FRAMES;
                    frame = source.next()) {
                RgbImage part = columns(frame.get().image(), from, to);
                Optional<FaceBox> face = largest(detector, part);
                // The clip begins with the face, so that every scene does.
                if (face.isPresent() || !frames.isEmpty()) {
                    frames.add(part);
                    faces.add(face.orElse(null));
                }
            }
            return new FilmedPerson(name, source.description().frameRate().orElse(24), List.copyOf(frames), faces);
        }
    }

    private static RgbImage columns(RgbImage image, double from, double to) {
        int left = (int) Math.round(from * image.width());
        int width = (int) Math.round(to * image.width()) - left;
        byte[] pixels = new byte[3 * width * image.height()];
        for (int row = 0; row < image.height(); row++) {
            System.arraycopy(image.pixels(), 3 * (row * image.width() + left), pixels, 3 * row * width, 3 * width);
        }
        return new RgbImage(width, image.height(), pixels);
    }

    private static Optional<FaceBox> largest(FaceDetector detector, RgbImage image) {
        try (Picture picture = Picture.ofRgb(image.width(), image.height(), image.pixels())) {
            return detector.detect(picture).stream()
                    .map(Detection::box)
                    .max(Comparator.comparingDouble(box -> (double) box.width() * box.height()));
        }
    }

    /** The frame at a time; at its end the clip runs backwards, so that it never jumps. */
    int frameAt(double seconds) {
        int last = frames.size() - 1;
        int step = (int) (seconds * frameRate) % Math.max(1, 2 * last);
        return step <= last ? step : 2 * last - step;
    }

    /** The first frame's face. */
    FaceBox firstFace() {
        FaceBox face = faces.get(0);
        if (face == null) {
            throw new IllegalStateException(name + ": no face in the first frame");
        }
        return face;
    }
}
