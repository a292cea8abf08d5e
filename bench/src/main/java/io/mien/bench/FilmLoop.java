package io.mien.bench;

import io.mien.ingest.sources.FrameSource;
import io.mien.ingest.sources.SourceFrame;
import io.mien.ingest.sources.VideoFileSource;
import io.mien.ingest.sources.VideoFileWriter;
import io.mien.pictures.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes a long film of a short one: its beginning, forwards and backwards, so that nothing ever jumps. */
final class FilmLoop {
    static final double FRAMES_PER_SECOND = 25;

    private static final int FILMED_PICTURES = 120;
    /** Of a film as cameras make it. */
    private static final double BITS_PER_PIXEL = 0.12;

    private FilmLoop() {}

    /**
     * Writes the film, 16 wide to 9 high.
     *
     * @param film the short one, of at least two pictures
     * @param height in pixels
     * @param pictures in the long one
     */
    static Path write(Path film, Path file, int height, int pictures) throws IOException {
        List<RgbImage> filmed = new ArrayList<>();
        int width = height * 16 / 9;
        try (FrameSource source = VideoFileSource.open(film, 1280)) {
            for (Optional<SourceFrame> next = source.next();
                    next.isPresent() && filmed.size() < FILMED_PICTURES;
                    next = source.next()) {
                filmed.add(next.get().image());
            }
        }
        int turn = 2 * filmed.size() - 2;
        try (VideoFileWriter writer = VideoFileWriter.open(file, width, height, FRAMES_PER_SECOND, BITS_PER_PIXEL)) {
            for (int picture = 0; picture < pictures; picture++) {
                int at = picture % turn;
                writer.write(Enlargement.of(filmed.get(at < filmed.size() ? at : turn - at), width, height));
            }
        }
        return file;
    }
}
