package io.mien.ingest.topology;

import io.mien.ingest.detect.Detection;
import io.mien.ingest.picture.Picture;
import io.mien.pictures.FaceBox;
import io.mien.pictures.FaceLandmarks;
import io.mien.schemas.avro.Box;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.Landmarks;
import io.mien.schemas.avro.Point;
import org.jspecify.annotations.Nullable;

/** Cuts a face with its margin out of a camera frame. Safe for use by many threads. */
public final class FaceCropper {
    private final CropSettings settings;

    public FaceCropper(CropSettings settings) {
        this.settings = settings;
    }

    /** The part of the camera frame that is cut, in its pixels. */
    private record Cut(int x, int y, int width, int height) {}

    /**
     * The face frame of a detection.
     *
     * @param picture that the frame carries
     */
    public FaceFrame crop(CameraFrame frame, Picture picture, String subjectId, Detection detection) {
        Cut cut = cut(detection.box(), picture);
        try (Picture part = picture.part(cut.x(), cut.y(), cut.width(), cut.height());
                Picture face = part.reducedTo(settings.longestSide())) {
            float scaleX = (float) face.width() / cut.width();
            float scaleY = (float) face.height() / cut.height();
            return FaceFrame.newBuilder()
                    .setStreamId(frame.getStreamId())
                    .setSubjectId(subjectId)
                    .setSequence(frame.getSequence())
                    .setCapturedAt(frame.getCapturedAt())
                    .setEncoding(settings.encoder().encoding())
                    .setWidth(face.width())
                    .setHeight(face.height())
                    .setImage(settings.encoder().encode(face))
                    .setFaceBox(box(detection.box(), cut.x(), cut.y(), scaleX, scaleY))
                    .setLandmarks(landmarks(detection.landmarks(), cut, scaleX, scaleY))
                    .setCameraBox(box(detection.box(), 0, 0, 1, 1))
                    .setDetectionScore(detection.score())
                    .setSourcePosition(frame.getSourcePosition())
                    .setSourceSession(frame.getSource().getSession())
                    .setCaptureClock(frame.getCaptureClock())
                    .setPurpose(frame.getPurpose())
                    .build();
        }
    }

    /** The box with its margin, as far as it lies in the picture; at least one pixel of it. */
    private Cut cut(FaceBox box, Picture picture) {
        float marginX = settings.margin() * box.width();
        float marginY = settings.margin() * box.height();
        int left = clamp((int) Math.floor(box.x() - marginX), 0, picture.width() - 1);
        int top = clamp((int) Math.floor(box.y() - marginY), 0, picture.height() - 1);
        int right = clamp((int) Math.ceil(box.x() + box.width() + marginX), left + 1, picture.width());
        int bottom = clamp((int) Math.ceil(box.y() + box.height() + marginY), top + 1, picture.height());
        return new Cut(left, top, right - left, bottom - top);
    }

    private static int clamp(int value, int least, int most) {
        return Math.max(least, Math.min(most, value));
    }

    private static Box box(FaceBox box, int left, int top, float scaleX, float scaleY) {
        return new Box(
                (box.x() - left) * scaleX, (box.y() - top) * scaleY, box.width() * scaleX, box.height() * scaleY);
    }

    private static @Nullable Landmarks landmarks(@Nullable FaceLandmarks points, Cut cut, float scaleX, float scaleY) {
        if (points == null) {
            return null;
        }
        return new Landmarks(
                point(points.leftEyeX(), points.leftEyeY(), cut, scaleX, scaleY),
                point(points.rightEyeX(), points.rightEyeY(), cut, scaleX, scaleY),
                point(points.noseTipX(), points.noseTipY(), cut, scaleX, scaleY),
                point(points.leftMouthX(), points.leftMouthY(), cut, scaleX, scaleY),
                point(points.rightMouthX(), points.rightMouthY(), cut, scaleX, scaleY));
    }

    private static Point point(float x, float y, Cut cut, float scaleX, float scaleY) {
        return new Point((x - cut.x()) * scaleX, (y - cut.y()) * scaleY);
    }
}
