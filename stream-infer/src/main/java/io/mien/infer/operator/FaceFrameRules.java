package io.mien.infer.operator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mien.infer.element.SourceRecord;
import io.mien.pictures.ImageHeader;
import io.mien.pictures.ImageLimits;
import io.mien.pictures.UnreadableImageException;
import io.mien.schemas.CaptureTimeRule;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.IdentifierRule;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.avro.Box;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.Landmarks;
import io.mien.schemas.avro.Point;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks what must hold of a face frame. It decides from the fields and the picture's header, without decoding the
 * picture.
 */
final class FaceFrameRules {
    private static final int RGB24_BYTES = 3;

    private final ImageLimits imageLimits;
    private final IdentifierRule identifiers;
    private final CaptureTimeRule times;
    private final InstantSource clock;

    FaceFrameRules(GuardLimits limits, InstantSource clock) {
        this.imageLimits = limits.image();
        this.identifiers = new IdentifierRule(limits.identifierLength());
        this.times = new CaptureTimeRule(limits.futureTolerance());
        this.clock = clock;
    }

    /**
     * Checks a frame.
     *
     * @throws RefusedRecordException naming the first rule that does not hold
     */
    void check(FaceFrame frame, SourceRecord source) throws RefusedRecordException {
        identifiers.check("stream_id", frame.getStreamId());
        identifiers.check("subject_id", frame.getSubjectId());
        if (frame.getPurpose() != null) {
            IdentifierRule.OF_PURPOSES.check("purpose", frame.getPurpose());
        }
        checkKey(frame, source.key());
        require(frame.getSequence() >= 0, () -> "sequence: " + frame.getSequence() + " (expected: at least 0)");
        times.check(frame.getCapturedAt(), clock.instant());
        if (frame.getTrackEnded()) {
            require(
                    !frame.getImage().hasRemaining(),
                    () -> "image: " + frame.getImage().remaining()
                            + " bytes (expected: none, since track_ended is true)");
            return;
        }
        checkBox("face_box", frame.getFaceBox());
        checkBox("camera_box", frame.getCameraBox());
        checkImage(frame);
        checkLandmarks(frame);
    }

    /** A frame under another key would be in another partition than its neighbours, out of order. */
    private static void checkKey(FaceFrame frame, byte @Nullable [] key) throws RefusedRecordException {
        require(
                key != null && Arrays.equals(key, frame.getStreamId().getBytes(UTF_8)),
                () -> "key: " + (key == null ? "none" : "another") + " (expected: the stream_id " + frame.getStreamId()
                        + ")");
    }

    private void checkImage(FaceFrame frame) throws RefusedRecordException {
        int width = frame.getWidth();
        int height = frame.getHeight();
        require(
                width > 0 && height > 0,
                () -> "width and height: " + width + " x " + height + " (expected: at least 1 each)");
        long pixels = (long) width * height;
        if (pixels > imageLimits.pixels()) {
            throw new RefusedRecordException(
                    DeadLetterReason.IMAGE_TOO_LARGE,
                    "width and height: " + width + " x " + height + " (expected: at most " + imageLimits.pixels()
                            + " pixels)");
        }
        switch (frame.getEncoding()) {
            case RGB24 -> checkRgb(frame, pixels);
            case JPEG -> checkEncoded(frame, ImageHeader.Format.JPEG);
            case PNG -> checkEncoded(frame, ImageHeader.Format.PNG);
            case UNKNOWN -> throw invalid("encoding: unknown (expected: JPEG, PNG or RGB24)");
        }
    }

    private static void checkRgb(FaceFrame frame, long pixels) throws RefusedRecordException {
        int length = frame.getImage().remaining();
        if (length != RGB24_BYTES * pixels) {
            throw new RefusedRecordException(
                    DeadLetterReason.IMAGE_SIZE_MISMATCH,
                    "image: " + length + " bytes (expected: " + RGB24_BYTES * pixels + " of RGB24)");
        }
    }

    private void checkEncoded(FaceFrame frame, ImageHeader.Format format) throws RefusedRecordException {
        ImageHeader header;
        try {
            header = ImageHeader.read(frame.getImage().duplicate(), imageLimits);
        } catch (UnreadableImageException e) {
            throw UnreadableImages.refusal(e);
        }
        if (header.format() != format) {
            throw invalid("image: a " + header.format() + " (expected: " + format + ", as encoding says)");
        }
        if (header.width() != frame.getWidth() || header.height() != frame.getHeight()) {
            throw new RefusedRecordException(
                    DeadLetterReason.IMAGE_SIZE_MISMATCH,
                    "image: " + header.width() + " x " + header.height() + " (expected: " + frame.getWidth() + " x "
                            + frame.getHeight() + ", as the record says)");
        }
    }

    private static void checkBox(String name, @Nullable Box box) throws RefusedRecordException {
        if (box == null) {
            return;
        }
        require(
                Float.isFinite(box.getX())
                        && Float.isFinite(box.getY())
                        && Float.isFinite(box.getWidth())
                        && Float.isFinite(box.getHeight())
                        && box.getWidth() > 0
                        && box.getHeight() > 0,
                () -> name + ": " + box.getX() + ", " + box.getY() + ", " + box.getWidth() + " x " + box.getHeight()
                        + " (expected: finite, with a width and a height above 0)");
    }

    /** A mark of a face may lie outside of its picture, but not farther away than the picture is wide or tall. */
    private static void checkLandmarks(FaceFrame frame) throws RefusedRecordException {
        Landmarks landmarks = frame.getLandmarks();
        if (landmarks == null) {
            return;
        }
        for (Point point : List.of(
                landmarks.getLeftEye(),
                landmarks.getRightEye(),
                landmarks.getNoseTip(),
                landmarks.getLeftMouthCorner(),
                landmarks.getRightMouthCorner())) {
            require(
                    isNear(point.getX(), frame.getWidth()) && isNear(point.getY(), frame.getHeight()),
                    () -> "landmarks: " + point.getX() + ", " + point.getY() + " (expected: in or near an image of "
                            + frame.getWidth() + " x " + frame.getHeight() + ")");
        }
    }

    /** Not a number is near nothing. */
    private static boolean isNear(float place, int side) {
        return place >= -side && place <= 2f * side;
    }

    private static void require(boolean holds, Supplier<String> message) throws RefusedRecordException {
        if (!holds) {
            throw invalid(message.get());
        }
    }

    private static RefusedRecordException invalid(String message) {
        return new RefusedRecordException(DeadLetterReason.INVALID_RECORD, message);
    }
}
