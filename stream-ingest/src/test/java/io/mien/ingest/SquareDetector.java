package io.mien.ingest;

import io.mien.ingest.detect.Detection;
import io.mien.ingest.detect.FaceDetector;
import io.mien.ingest.picture.Picture;
import io.mien.pictures.FaceBox;
import java.util.List;
import org.bytedeco.javacpp.indexer.UByteIndexer;

/** A detector for the tests' own pictures: all that is bright is one face. */
public final class SquareDetector implements FaceDetector {
    private static final int BRIGHT = 128;

    @Override
    public List<Detection> detect(Picture picture) {
        int left = Integer.MAX_VALUE;
        int top = Integer.MAX_VALUE;
        int right = -1;
        int bottom = -1;
        try (UByteIndexer pixels = picture.bgr().createIndexer()) {
            for (int y = 0; y < picture.height(); y++) {
                for (int x = 0; x < picture.width(); x++) {
                    if (pixels.get(y, x, 1) >= BRIGHT) {
                        left = Math.min(left, x);
                        top = Math.min(top, y);
                        right = Math.max(right, x);
                        bottom = Math.max(bottom, y);
                    }
                }
            }
        }
        return right < 0
                ? List.of()
                : List.of(new Detection(new FaceBox(left, top, right - left + 1, bottom - top + 1), 0.9f, null));
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
