package io.mien.ingest.track;

import io.mien.pictures.FaceBox;

/** Compares the sizes and places of two boxes. */
final class BoxGeometry {
    private BoxGeometry() {}

    static float centerX(FaceBox box) {
        return box.x() + box.width() / 2;
    }

    static float centerY(FaceBox box) {
        return box.y() + box.height() / 2;
    }

    static FaceBox moved(FaceBox box, float x, float y) {
        return new FaceBox(box.x() + x, box.y() + y, box.width(), box.height());
    }

    /** Intersection over union, 0 to 1. */
    static float overlap(FaceBox a, FaceBox b) {
        float common = intersection(a, b);
        return common / (area(a) + area(b) - common);
    }

    /** Which part of the smaller box lies in the other, 0 to 1. */
    static float containment(FaceBox a, FaceBox b) {
        return intersection(a, b) / Math.min(area(a), area(b));
    }

    /** Between the centres, in mean widths. */
    static float distance(FaceBox a, FaceBox b) {
        double pixels = Math.hypot(centerX(a) - centerX(b), centerY(a) - centerY(b));
        return (float) (pixels / ((a.width() + b.width()) / 2));
    }

    /** The larger's height by the smaller's, at least 1. */
    static float sizeRatio(FaceBox a, FaceBox b) {
        return Math.max(a.height(), b.height()) / Math.min(a.height(), b.height());
    }

    private static float area(FaceBox box) {
        return box.width() * box.height();
    }

    private static float intersection(FaceBox a, FaceBox b) {
        float width = Math.min(a.x() + a.width(), b.x() + b.width()) - Math.max(a.x(), b.x());
        float height = Math.min(a.y() + a.height(), b.y() + b.height()) - Math.max(a.y(), b.y());
        return width <= 0 || height <= 0 ? 0 : width * height;
    }
}
