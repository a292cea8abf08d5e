package io.mien.ingest.sources;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a container says of one of its video streams, and which of several is the film.
 *
 * @param index of the stream in the container
 * @param codec its short name
 * @param width pixels
 * @param height pixels
 * @param attachedPicture whether it is a cover
 * @param still whether it says of itself that it is one picture
 * @param isDefault whether it is the one to be played
 * @param pictures how many it has; 0 if the container does not say
 * @param isPictureCodec whether single pictures usually have this codec
 */
record VideoStream(
        int index,
        String codec,
        int width,
        int height,
        boolean attachedPicture,
        boolean still,
        boolean isDefault,
        long pictures,
        boolean isPictureCodec) {

    /**
     * The film of a file: no cover; rather moving pictures than a still, rather the default one, rather one of a film's codec
     * than of pictures; of equals the first.
     *
     * @return empty if all there is are covers
     */
    static Optional<VideoStream> film(List<VideoStream> streams) {
        return streams.stream()
                .filter(stream -> !stream.attachedPicture)
                // False comes before true; the sort is stable.
                .min(Comparator.comparing((VideoStream stream) -> stream.isOnePicture())
                        .thenComparing(stream -> stream.isPictureCodec && stream.pictures == 0)
                        .thenComparing(stream -> !stream.isDefault));
    }

    private boolean isOnePicture() {
        return still || pictures == 1;
    }

    /** As {@code h264 1920x1080}. */
    private String text() {
        return codec + " " + width + "x" + height + (attachedPicture ? " (cover)" : isOnePicture() ? " (still)" : "");
    }

    /** The streams as a person chooses among them: {@code 0: h264 1920x1080, 1: mjpeg 600x600 (cover)}. */
    static String list(List<VideoStream> streams) {
        return streams.stream()
                .map(stream -> streams.indexOf(stream) + ": " + stream.text())
                .collect(Collectors.joining(", "));
    }
}
