package io.mien.ingest.track;

import io.mien.ingest.detect.Detection;
import io.mien.ingest.picture.Picture;
import io.mien.ingest.picture.Sketch;
import java.util.List;

/**
 * What the tracker sees of one frame.
 *
 * @param scene the whole picture
 * @param detections the faces
 * @param faces what each of them looks like, in the same order
 */
public record FrameView(Sketch scene, List<Detection> detections, List<Sketch> faces) {

    public FrameView {
        detections = List.copyOf(detections);
        faces = List.copyOf(faces);
        if (faces.size() != detections.size()) {
            throw new IllegalArgumentException(
                    "faces: " + faces.size() + " (expected: " + detections.size() + ", one a detection)");
        }
    }

    /** Of a picture in which these faces were found. */
    public static FrameView of(Picture picture, List<Detection> detections) {
        return new FrameView(
                Sketch.of(picture),
                detections,
                detections.stream()
                        .map(detection -> Sketch.ofFace(picture, detection.box()))
                        .toList());
    }

    /** Of a frame whose picture is not at hand: places alone tell the faces apart. */
    public static FrameView withoutPicture(List<Detection> detections) {
        return new FrameView(
                Sketch.NONE,
                detections,
                detections.stream().map(detection -> Sketch.NONE).toList());
    }
}
