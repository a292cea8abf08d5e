package io.mien.ingest.detect;

import io.mien.ingest.picture.Picture;
import io.mien.pictures.FaceBox;
import io.mien.pictures.FaceLandmarks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.bytedeco.opencv.opencv_objdetect.FaceDetectorYN;

/**
 * YuNet (Wu, Peng and Yu: "YuNet: A Tiny Millisecond-level Face Detector", 2023) by OpenCV, from one of the ONNX files
 * that its authors publish. It gives a score and five landmarks, and also finds turned faces.
 */
final class YuNetDetector implements FaceDetector {
    private static final float OVERLAP_THRESHOLD = 0.3f;
    private static final int MOST_CANDIDATES = 500;
    private static final int COLUMNS = 15;

    /** The network's coarsest step; of anything smaller it gives numbers without meaning. */
    private static final int SMALLEST_SIDE = 32;

    private static final long LARGEST_MODEL_BYTES = 64L << 20;

    private final FaceDetectorYN network;
    private final DetectorSettings settings;

    YuNetDetector(DetectorSettings settings, Path model) {
        this.settings = settings;
        requireFile(model);
        this.network = load(settings, model);
        try {
            probe(model);
        } catch (FaceDetectorException e) {
            network.close();
            throw e;
        }
    }

    private static void requireFile(Path model) {
        if (!Files.isRegularFile(model) || !Files.isReadable(model)) {
            throw new FaceDetectorException(
                    "detector " + model + ": not there or not readable (expected: YuNet's ONNX file)");
        }
        try {
            long bytes = Files.size(model);
            if (bytes > LARGEST_MODEL_BYTES) {
                throw new FaceDetectorException("detector " + model + ": " + bytes
                        + " bytes (expected: YuNet's ONNX file, which has some 230,000)");
            }
        } catch (IOException e) {
            throw new FaceDetectorException("detector " + model + ": cannot be read", e);
        }
    }

    private static FaceDetectorYN load(DetectorSettings settings, Path model) {
        try (Size anySize = new Size(320, 320)) {
            return FaceDetectorYN.create(
                    model.toString(), "", anySize, settings.scoreThreshold(), OVERLAP_THRESHOLD, MOST_CANDIDATES, 0, 0);
        } catch (RuntimeException e) {
            throw new FaceDetectorException(
                    "detector " + model
                            + ": OpenCV cannot load it (expected: face_detection_yunet_2023mar.onnx; exports with"
                            + " sizes that vary are beyond its importer)",
                    e);
        }
    }

    /** Refuses another network now, in words, and not at the first picture. */
    private void probe(Path model) {
        // Two shapes: an export for one size only passes the first of them.
        try (Picture upright = Picture.ofRgb(96, 160, new byte[3 * 96 * 160]);
                Picture flat = Picture.ofRgb(160, 128, new byte[3 * 160 * 128])) {
            detect(upright);
            detect(flat);
        } catch (RuntimeException e) {
            throw new FaceDetectorException(
                    "detector " + model + ": an ONNX model, but not YuNet's, or one for a single picture size"
                            + " (expected: face_detection_yunet_2023mar.onnx)",
                    e);
        }
    }

    @Override
    public List<Detection> detect(Picture picture) {
        try (Picture reduced = picture.reducedTo(settings.longestSide())) {
            return Math.min(reduced.width(), reduced.height()) < SMALLEST_SIDE ? List.of() : detect(picture, reduced);
        }
    }

    private List<Detection> detect(Picture picture, Picture reduced) {
        try (Size size = new Size(reduced.width(), reduced.height());
                Mat found = new Mat()) {
            network.setInputSize(size);
            network.detect(reduced.bgr(), found);
            float scaleX = (float) picture.width() / reduced.width();
            float scaleY = (float) picture.height() / reduced.height();
            return found.empty() ? List.of() : detections(found, picture, scaleX, scaleY);
        }
    }

    private List<Detection> detections(Mat found, Picture picture, float scaleX, float scaleY) {
        List<Detection> detections = new ArrayList<>();
        try (FloatIndexer rows = found.createIndexer()) {
            float[] row = new float[COLUMNS];
            for (long index = 0; index < rows.size(0); index++) {
                rows.get(index, row);
                float x = row[0] * scaleX;
                float y = row[1] * scaleY;
                float width = row[2] * scaleX;
                float height = row[3] * scaleY;
                if (plausible(x, y, width, height, picture)) {
                    detections.add(new Detection(
                            new FaceBox(x, y, width, height), Math.min(1, row[14]), landmarks(row, scaleX, scaleY)));
                }
            }
        }
        return List.copyOf(detections);
    }

    /** Large enough, and its centre in the picture; comparisons are such that what is no number fails them. */
    private boolean plausible(float x, float y, float width, float height, Picture picture) {
        float smallest = Math.max(1, settings.smallestFace() * Math.min(picture.width(), picture.height()));
        float centerX = x + width / 2;
        float centerY = y + height / 2;
        return width >= smallest
                && height >= smallest
                && centerX >= 0
                && centerX <= picture.width()
                && centerY >= 0
                && centerY <= picture.height()
                && width <= 2 * picture.width()
                && height <= 2 * picture.height();
    }

    /** YuNet begins with the person's right eye and mouth corner, which are the picture's left ones. */
    private static FaceLandmarks landmarks(float[] row, float scaleX, float scaleY) {
        return new FaceLandmarks(
                row[4] * scaleX,
                row[5] * scaleY,
                row[6] * scaleX,
                row[7] * scaleY,
                row[8] * scaleX,
                row[9] * scaleY,
                row[10] * scaleX,
                row[11] * scaleY,
                row[12] * scaleX,
                row[13] * scaleY);
    }

    @Override
    public void close() {
        network.close();
    }
}
