package io.mien.ingest.picture;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import io.mien.pictures.ImageHeader;
import io.mien.pictures.ImageLimits;
import io.mien.pictures.UnreadableImageException;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.avro.ImageEncoding;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decodes pictures that strangers send. Everything that can be refused is refused from the first bytes, before memory
 * is allocated for the pixels. Safe for use by many threads.
 */
public final class PictureDecoder {
    private final ImageLimits limits;

    public PictureDecoder(ImageLimits limits) {
        this.limits = limits;
    }

    /**
     * Decodes a picture; the caller closes it.
     *
     * @param encoded stays as it is
     * @param width as its record says, pixels
     * @param height as its record says, pixels
     * @throws RefusedRecordException if it is none, exceeds the limits, or is not what its record says
     */
    public Picture decode(ByteBuffer encoded, ImageEncoding encoding, int width, int height)
            throws RefusedRecordException {
        if (width < 1 || height < 1) {
            throw new RefusedRecordException(
                    DeadLetterReason.INVALID_RECORD, "size: " + width + "x" + height + " (expected: at least 1x1)");
        }
        return switch (encoding) {
            case JPEG -> compressed(encoded, ImageHeader.Format.JPEG, width, height);
            case PNG -> compressed(encoded, ImageHeader.Format.PNG, width, height);
            case RGB24 -> plain(encoded, width, height);
            case UNKNOWN ->
                throw new RefusedRecordException(
                        DeadLetterReason.INVALID_RECORD, "encoding: UNKNOWN (expected: JPEG, PNG or RGB24)");
        };
    }

    private Picture compressed(ByteBuffer encoded, ImageHeader.Format format, int width, int height)
            throws RefusedRecordException {
        ImageHeader header = header(encoded);
        if (header.format() != format) {
            throw new RefusedRecordException(
                    DeadLetterReason.INVALID_RECORD,
                    "encoding: " + format + " (but the picture is a " + header.format() + ")");
        }
        boolean saysTurned = header.width() == height && header.height() == width;
        if (!saysTurned) {
            requireSize("picture's header", header.width(), header.height(), width, height);
        }
        Mat pixels = decode(encoded);
        try {
            // Its record may give the size as it is stored, or as it stands upright.
            boolean turned = pixels.cols() == header.height() && pixels.rows() == header.width();
            if (!turned) {
                requireSize("decoded picture", pixels.cols(), pixels.rows(), width, height);
            }
            return new Picture(pixels);
        } catch (RefusedRecordException e) {
            pixels.close();
            throw e;
        }
    }

    private ImageHeader header(ByteBuffer encoded) throws RefusedRecordException {
        try {
            return ImageHeader.read(encoded.duplicate(), limits);
        } catch (UnreadableImageException e) {
            throw new RefusedRecordException(reason(e.reason()), String.valueOf(e.getMessage()));
        }
    }

    private static DeadLetterReason reason(UnreadableImageException.Reason reason) {
        return switch (reason) {
            case NOT_AN_IMAGE -> DeadLetterReason.NOT_AN_IMAGE;
            case IMAGE_TOO_LARGE -> DeadLetterReason.IMAGE_TOO_LARGE;
            case IMAGE_SIZE_MISMATCH -> DeadLetterReason.IMAGE_SIZE_MISMATCH;
        };
    }

    private static void requireSize(String what, int width, int height, int expectedWidth, int expectedHeight)
            throws RefusedRecordException {
        if (width != expectedWidth || height != expectedHeight) {
            throw new RefusedRecordException(
                    DeadLetterReason.IMAGE_SIZE_MISMATCH,
                    what + ": " + width + "x" + height + " (expected: " + expectedWidth + "x" + expectedHeight
                            + ", as the record says)");
        }
    }

    private static Mat decode(ByteBuffer encoded) throws RefusedRecordException {
        byte[] bytes = new byte[encoded.remaining()];
        encoded.duplicate().get(bytes);
        try (BytePointer data = new BytePointer(bytes);
                Mat row = new Mat(1, bytes.length, CV_8UC1, data)) {
            // Upright, as its EXIF data says: nobody has sent boxes with it yet.
            Mat pixels = imdecode(row, IMREAD_COLOR);
            if (pixels.empty()) {
                pixels.close();
                throw new RefusedRecordException(
                        DeadLetterReason.NOT_AN_IMAGE, "picture: broken after its header (" + bytes.length + " bytes)");
            }
            return pixels;
        } catch (RuntimeException e) {
            // OpenCV's own exceptions arrive as this and carry paths of its build: not for the message.
            throw new RefusedRecordException(
                    DeadLetterReason.NOT_AN_IMAGE, "picture: cannot be decoded (" + bytes.length + " bytes)");
        }
    }

    private Picture plain(ByteBuffer encoded, int width, int height) throws RefusedRecordException {
        long pixels = (long) width * height;
        if (pixels > limits.pixels()) {
            throw new RefusedRecordException(
                    DeadLetterReason.IMAGE_TOO_LARGE,
                    "size: " + width + "x" + height + " (expected: at most " + limits.pixels() + " pixels)");
        }
        if (encoded.remaining() != 3 * pixels) {
            throw new RefusedRecordException(
                    DeadLetterReason.IMAGE_SIZE_MISMATCH,
                    "picture: " + encoded.remaining() + " bytes (expected: 3 x " + width + " x " + height + ")");
        }
        byte[] rgb = new byte[encoded.remaining()];
        encoded.duplicate().get(rgb);
        return Picture.ofRgb(width, height, rgb);
    }
}
