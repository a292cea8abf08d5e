package io.mien.ingest.sources;

import io.mien.ingest.SquareVideo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

final class VideoFileSourceContractTest extends FrameSourceContract {
    @TempDir
    private static Path folder;

    @BeforeAll
    static void write() throws Exception {
        SquareVideo.write(folder.resolve("white square.mp4"), 12);
    }

    @Override
    FrameSource open() throws FrameSourceException {
        return VideoFileSource.open(folder.resolve("white square.mp4"), 1280);
    }

    @Override
    Map<String, FrameSource.Opener> unreadable() throws Exception {
        Path text = Files.writeString(folder.resolve("text.mp4"), "not a video");
        return Map.of(
                "none.mp4",
                () -> VideoFileSource.open(folder.resolve("none.mp4"), 1280),
                "text.mp4",
                () -> VideoFileSource.open(text, 1280),
                folder.toString(),
                () -> VideoFileSource.open(folder, 1280));
    }
}
