package io.mien.ingest.detect;

import io.mien.ingest.picture.Picture;
import java.io.Serializable;
import java.util.List;

/**
 * Which of the faces in a picture are followed.
 *
 * @param smallestFace pixels of the shorter side of a face's box from which it counts, at least 0
 * @param regions a face counts if its middle lies in one of them; none: anywhere
 * @param masks parts of the picture that are painted over before anything looks at it: nothing of them leaves the topology
 */
public record FaceSelection(int smallestFace, List<PictureRegion> regions, List<PictureRegion> masks)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Every face that the detector reports. */
    public static final FaceSelection ALL = new FaceSelection(0, List.of(), List.of());

    public FaceSelection {
        if (smallestFace < 0) {
            throw new IllegalArgumentException("smallest face: " + smallestFace + " (expected: at least 0 pixels)");
        }
        regions = List.copyOf(regions);
        masks = List.copyOf(masks);
    }

    /**
     * Paints over what is masked, and finds the faces that count.
     *
     * @param picture whose masked parts are lost
     */
    public List<Detection> find(FaceDetector detector, Picture picture) {
        for (PictureRegion mask : masks) {
            picture.paintOver(mask.x(), mask.y(), mask.width(), mask.height());
        }
        return detector.detect(picture).stream()
                .filter(face -> Math.min(face.box().width(), face.box().height()) >= smallestFace)
                .filter(face -> regions.isEmpty()
                        || regions.stream().anyMatch(region -> region.holds(face, picture.width(), picture.height())))
                .toList();
    }
}
