package io.mien.ingest.picture;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import io.mien.schemas.avro.ImageEncoding;
import java.io.Serializable;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Encodes pictures as bytes.
 *
 * @param encoding JPEG, PNG or RGB24
 * @param jpegQuality 1 to 100; without effect on the others
 */
public record PictureEncoder(ImageEncoding encoding, int jpegQuality) implements Serializable {
    private static final long serialVersionUID = 1L;

    public PictureEncoder {
        if (encoding == ImageEncoding.UNKNOWN) {
            throw new IllegalArgumentException("encoding: UNKNOWN (expected: JPEG, PNG or RGB24)");
        }
        if (jpegQuality < 1 || jpegQuality > 100) {
            throw new IllegalArgumentException("JPEG quality: " + jpegQuality + " (expected: 1 to 100)");
        }
    }

    /** JPEG of a quality from 1 to 100. */
    public static PictureEncoder jpeg(int quality) {
        return new PictureEncoder(ImageEncoding.JPEG, quality);
    }

    /** The encoded picture in a buffer of its own. */
    public ByteBuffer encode(Picture picture) {
        return switch (encoding) {
            case JPEG -> compress(".jpg", picture);
            case PNG -> compress(".png", picture);
            case RGB24 -> plain(picture);
            case UNKNOWN -> throw new IllegalStateException("encoding: UNKNOWN");
        };
    }

    private ByteBuffer compress(String format, Picture picture) {
        try (BytePointer bytes = new BytePointer();
                IntPointer parameters = encoding == ImageEncoding.JPEG
                        ? new IntPointer(IMWRITE_JPEG_QUALITY, jpegQuality)
                        : new IntPointer(0L)) {
            if (!imencode(format, picture.bgr(), bytes, parameters)) {
                throw new IllegalStateException(
                        "cannot encode a picture of " + picture.width() + "x" + picture.height() + " as " + encoding);
            }
            return copy(bytes, Math.toIntExact(bytes.limit()));
        }
    }

    private static ByteBuffer plain(Picture picture) {
        try (Mat rgb = new Mat();
                BytePointer bytes = rows(picture, rgb)) {
            return copy(bytes, 3 * picture.width() * picture.height());
        }
    }

    /** The colours' order changes into a new matrix, which has no gaps between its rows, even if the picture has. */
    private static BytePointer rows(Picture picture, Mat rgb) {
        cvtColor(picture.bgr(), rgb, COLOR_BGR2RGB);
        return rgb.data();
    }

    private static ByteBuffer copy(BytePointer bytes, int length) {
        byte[] copy = new byte[length];
        bytes.get(copy);
        return ByteBuffer.wrap(copy);
    }
}
