package io.mien.cli.faces;

import io.mien.faces.clips.RenderedClip;
import io.mien.ingest.sources.VideoFileWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** Writes a clip as a video. */
final class ClipVideo implements ClipFiles.Format {
    private static final double FRAMES_PER_SECOND =
            (double) Duration.ofSeconds(1).toNanos() / ClipFiles.BETWEEN_FRAMES.toNanos();

    @Override
    public String extension() {
        return ".mp4";
    }

    @Override
    public void write(RenderedClip clip, int size, Path file) throws IOException {
        int frameBytes = 3 * size * size;
        try (VideoFileWriter writer =
                VideoFileWriter.open(file, size, size, FRAMES_PER_SECOND, VideoFileWriter.CLEAR)) {
            for (int at = 0; at < clip.pixels().length; at += frameBytes) {
                writer.write(Arrays.copyOfRange(clip.pixels(), at, at + frameBytes));
            }
        }
    }
}
