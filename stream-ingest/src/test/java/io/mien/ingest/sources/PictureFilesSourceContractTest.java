package io.mien.ingest.sources;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

final class PictureFilesSourceContractTest extends FrameSourceContract {
    @TempDir
    private static Path folder;

    @BeforeAll
    static void write() throws Exception {
        Path pictures = Files.createDirectory(folder.resolve("a clip"));
        for (int number = 0; number < 5; number++) {
            BufferedImage picture = new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB);
            picture.setRGB(number, number, 0xFFFFFF);
            assertThat(ImageIO.write(
                            picture, "png", pictures.resolve(number + ".png").toFile()))
                    .isTrue();
        }
    }

    @Override
    FrameSource open() throws FrameSourceException {
        return PictureFilesSource.open(folder.resolve("a clip"), 25);
    }

    @Override
    Map<String, FrameSource.Opener> unreadable() throws Exception {
        Path text = Files.writeString(folder.resolve("text.png"), "not a picture");
        Path empty = Files.createDirectories(folder.resolve("empty"));
        return Map.of(
                "none.png",
                () -> PictureFilesSource.open(folder.resolve("none.png"), 25),
                "text.png",
                () -> PictureFilesSource.open(text, 25),
                empty.toString(),
                () -> PictureFilesSource.open(empty, 25));
    }
}
