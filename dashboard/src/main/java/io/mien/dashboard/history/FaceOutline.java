package io.mien.dashboard.history;

import io.mien.schemas.avro.Box;
import org.jspecify.annotations.Nullable;

/** Where a face was in a camera frame, whole pixels, as far as the frame and 32,767 reach. */
public record FaceOutline(int x, int y, int width, int height) {
    /** Null for none, and for one that is not to be drawn. */
    static @Nullable FaceOutline of(@Nullable Box box) {
        if (box == null) {
            return null;
        }
        int left = pixels(box.getX());
        int top = pixels(box.getY());
        int right = pixels(box.getX() + box.getWidth());
        int bottom = pixels(box.getY() + box.getHeight());
        return right > left && bottom > top ? new FaceOutline(left, top, right - left, bottom - top) : null;
    }

    private static int pixels(float value) {
        return Math.round(Math.max(0, Math.min(Short.MAX_VALUE, value)));
    }
}
