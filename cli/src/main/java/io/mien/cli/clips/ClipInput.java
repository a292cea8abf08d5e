package io.mien.cli.clips;

import io.mien.cli.terminal.FileText;
import io.mien.ingest.sources.FrameSource;
import io.mien.ingest.sources.FrameSourceException;
import io.mien.ingest.sources.PictureFilesSource;
import io.mien.ingest.sources.VideoFileSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A picture, a folder of pictures or a video, read as often as it is opened.
 *
 * @param path as the user gave it
 * @param opener of its pictures
 */
public record ClipInput(Path path, FrameSource.Opener opener) {
    /**
     * The frame rate of a folder of frames, which does not say how fast they were taken. It is that of DFEW's and
     * MAFW's clips.
     */
    private static final double FRAME_RATE = 25;

    /**
     * Looks what a path is.
     *
     * @param longestSide larger videos are reduced to this while they are decoded, pixels
     */
    static ClipInput of(Path path, int longestSide) throws FrameSourceException {
        try {
            return Files.isDirectory(path) || (Files.isRegularFile(path) && PictureFilesSource.isPicture(path))
                    ? new ClipInput(path, () -> PictureFilesSource.open(path, FRAME_RATE))
                    : new ClipInput(path, () -> VideoFileSource.open(path, longestSide));
        } catch (IOException e) {
            throw new FrameSourceException(
                    FrameSourceException.Kind.NOT_READABLE,
                    "input " + path + ": cannot be read (" + FileText.of(e) + ")",
                    e);
        }
    }
}
