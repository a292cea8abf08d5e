package io.mien.ingest.detect;

import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.equalizeHist;

import io.mien.ingest.picture.Picture;
import io.mien.pictures.FaceBox;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.opencv_core.FileNode;
import org.bytedeco.opencv.opencv_core.FileStorage;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.RectVector;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.CascadeClassifier;

/**
 * The cascade of Haar features that comes with OpenCV (Viola and Jones: "Rapid Object Detection using a Boosted Cascade
 * of Simple Features", 2001), so that there is a detector without any download. It finds faces that look at the camera,
 * and gives neither score nor landmarks.
 */
final class CascadeDetector implements FaceDetector {
    private static final String RESOURCE = "/org/bytedeco/opencv/" + Loader.getPlatform()
            + "/share/opencv4/haarcascades/haarcascade_frontalface_alt2.xml";
    private static final double SCALE_STEP = 1.2;
    /** How many overlapping finds make a face: with the customary 3, folds and shelves become faces. */
    private static final int FINDS = 4;
    /** The cascade's own window; nothing smaller can be found. */
    private static final int WINDOW_SIDE = 20;

    private final CascadeClassifier classifier = new CascadeClassifier();
    private final DetectorSettings settings;

    CascadeDetector(DetectorSettings settings) {
        this.settings = settings;
        try (FileStorage storage = new FileStorage(text(), FileStorage.READ | FileStorage.MEMORY);
                FileNode root = storage.getFirstTopLevelNode()) {
            if (!classifier.read(root)) {
                throw new FaceDetectorException("cascade " + RESOURCE + ": OpenCV cannot read it");
            }
        }
    }

    private static String text() {
        try (InputStream stream = CascadeDetector.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new FaceDetectorException(
                        "cascade " + RESOURCE + ": not on the class path (expected: OpenCV's jar of this platform)");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new FaceDetectorException("cascade " + RESOURCE + ": cannot be read", e);
        }
    }

    @Override
    public List<Detection> detect(Picture picture) {
        try (Picture reduced = picture.reducedTo(settings.longestSide());
                Mat gray = new Mat();
                RectVector found = new RectVector();
                Size smallest = smallest(reduced);
                Size largest = new Size()) {
            cvtColor(reduced.bgr(), gray, COLOR_BGR2GRAY);
            equalizeHist(gray, gray);
            classifier.detectMultiScale(gray, found, SCALE_STEP, FINDS, 0, smallest, largest);
            return detections(
                    found, (float) picture.width() / reduced.width(), (float) picture.height() / reduced.height());
        }
    }

    private Size smallest(Picture reduced) {
        int side = Math.round(settings.smallestFace() * Math.min(reduced.width(), reduced.height()));
        return new Size(Math.max(WINDOW_SIDE, side), Math.max(WINDOW_SIDE, side));
    }

    private static List<Detection> detections(RectVector found, float scaleX, float scaleY) {
        List<Detection> detections = new ArrayList<>();
        for (long index = 0; index < found.size(); index++) {
            try (Rect rect = found.get(index)) {
                FaceBox box = new FaceBox(
                        rect.x() * scaleX, rect.y() * scaleY, rect.width() * scaleX, rect.height() * scaleY);
                detections.add(new Detection(box, null, null));
            }
        }
        return List.copyOf(detections);
    }

    @Override
    public void close() {
        classifier.close();
    }
}
