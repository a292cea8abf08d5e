package io.mien.ingest.feed;

import io.mien.ingest.picture.Picture;
import io.mien.ingest.picture.PictureEncoder;
import io.mien.pictures.RgbImage;
import io.mien.schemas.avro.CameraFrame;

/**
 * Makes the pictures of camera frames from those of a source.
 *
 * @param longestSide larger ones are reduced to this, pixels
 * @param encoder of the picture
 */
public record CameraPictures(int longestSide, PictureEncoder encoder) {

    /** The pictures of a feed with default settings. */
    public static CameraPictures defaults() {
        return new CameraPictures(
                FeedSettings.DEFAULT_LONGEST_SIDE, PictureEncoder.jpeg(FeedSettings.DEFAULT_JPEG_QUALITY));
    }

    /** Sets a frame's picture and its size. */
    public CameraFrame.Builder put(RgbImage image, CameraFrame.Builder frame) {
        try (Picture picture = Picture.ofRgb(image.width(), image.height(), image.pixels());
                Picture reduced = picture.reducedTo(longestSide)) {
            return frame.setWidth(reduced.width())
                    .setHeight(reduced.height())
                    .setEncoding(encoder.encoding())
                    .setImage(encoder.encode(reduced));
        }
    }
}
