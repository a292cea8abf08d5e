package io.mien.infer.operator;

import io.mien.pictures.FaceBox;
import io.mien.pictures.FaceLandmarks;
import io.mien.pictures.ImageDecoder;
import io.mien.pictures.PreprocessingProfile;
import io.mien.pictures.RgbImage;
import io.mien.pictures.UnreadableImageException;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.avro.Box;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.Landmarks;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the picture that a model takes out of a face frame that passed the guard. Safe for use by many threads. */
public final class PictureReader {
    private final ImageDecoder decoder;
    private final PreprocessingProfile profile;

    /** @param profile of the model */
    public PictureReader(ImageDecoder decoder, PreprocessingProfile profile) {
        this.decoder = decoder;
        this.profile = profile;
    }

    /**
     * The picture, {@code [size, size, 3] uint8}.
     *
     * @throws RefusedRecordException if the frame's image is none, or not of the size that it says
     */
    public byte[] read(FaceFrame frame) throws RefusedRecordException {
        RgbImage image = decode(frame);
        boolean asStored = image.width() == frame.getWidth() && image.height() == frame.getHeight();
        boolean turned = isWholeFace(frame) && image.width() == frame.getHeight() && image.height() == frame.getWidth();
        if (!asStored && !turned) {
            throw new RefusedRecordException(
                    DeadLetterReason.IMAGE_SIZE_MISMATCH,
                    "image: " + image.width() + " x " + image.height() + " (expected: " + frame.getWidth() + " x "
                            + frame.getHeight() + ", as the record says)");
        }
        try {
            return profile.prepare(image, box(frame.getFaceBox()), landmarks(frame.getLandmarks()));
        } catch (IllegalArgumentException e) {
            throw new RefusedRecordException(DeadLetterReason.INVALID_RECORD, "face: " + e.getMessage());
        }
    }

    /** Why the model was not made for such a face, in words; empty if it was, or if the frame has no landmarks. */
    public Optional<String> doubt(FaceFrame frame) {
        FaceLandmarks landmarks = landmarks(frame.getLandmarks());
        return landmarks == null ? Optional.empty() : profile.poses().refusal(landmarks);
    }

    private RgbImage decode(FaceFrame frame) throws RefusedRecordException {
        ByteBuffer bytes = frame.getImage().duplicate();
        try {
            return switch (frame.getEncoding()) {
                case RGB24 -> new RgbImage(frame.getWidth(), frame.getHeight(), copy(bytes));
                case JPEG, PNG -> isWholeFace(frame) ? decoder.decodeUpright(bytes) : decoder.decode(bytes);
                case UNKNOWN -> throw new RefusedRecordException(DeadLetterReason.INVALID_RECORD, "encoding: unknown");
            };
        } catch (UnreadableImageException e) {
            throw UnreadableImages.refusal(e);
        }
    }

    /** Then its EXIF data is followed; boxes and landmarks belong to the pixels as they are stored. */
    private static boolean isWholeFace(FaceFrame frame) {
        return frame.getFaceBox() == null && frame.getLandmarks() == null;
    }

    private static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }

    private static @Nullable FaceBox box(@Nullable Box box) {
        return box == null ? null : new FaceBox(box.getX(), box.getY(), box.getWidth(), box.getHeight());
    }

    private static @Nullable FaceLandmarks landmarks(@Nullable Landmarks landmarks) {
        return landmarks == null
                ? null
                : new FaceLandmarks(
                        landmarks.getLeftEye().getX(),
                        landmarks.getLeftEye().getY(),
                        landmarks.getRightEye().getX(),
                        landmarks.getRightEye().getY(),
                        landmarks.getNoseTip().getX(),
                        landmarks.getNoseTip().getY(),
                        landmarks.getLeftMouthCorner().getX(),
                        landmarks.getLeftMouthCorner().getY(),
                        landmarks.getRightMouthCorner().getX(),
                        landmarks.getRightMouthCorner().getY());
    }
}
