package io.mien.models.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URISyntaxException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Files that PyTorch wrote, and what the papers' code computed from them. The small ones are test resources; the large
 * ones lie beside the repository and are unpacked once into the build's folder. Where those are missing, tests that ask
 * for them are skipped.
 */
public final class Fixtures {
    private static final Path SHARED = Path.of("..", "..", "..", "shared");
    private static final Path ARCHIVE = SHARED.resolve("fixtures").resolve("fixtures.tar.zst");
    private static final Path UNPACKED = Path.of("target", "fixtures");

    private Fixtures() {}

    /** A folder of the fixtures, for example {@code clip}. Skips the test if there are none. */
    public static synchronized Path folder(String name) {
        assumeTrue(Files.isRegularFile(ARCHIVE), "no fixtures: " + ARCHIVE);
        try {
            unpack();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("fixtures cannot be unpacked", e);
        }
        return UNPACKED.resolve(name);
    }

    /** A file of the large fixtures, for example {@code clip/clip-openai.pt}. Skips the test if there are none. */
    public static Path large(String path) {
        Path file = folder(path);
        assertThat(file).isRegularFile();
        return file;
    }

    /** A file under {@code src/test/resources/fixtures}. */
    public static Path small(String path) {
        try {
            return Path.of(Objects.requireNonNull(Fixtures.class.getResource("/fixtures/" + path), path)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(path, e);
        }
    }

    /** A file beside the repository. Skips the test if it is not there. */
    public static Path shared(String path) {
        Path file = SHARED.resolve(path);
        assumeTrue(Files.exists(file), "not there: " + file);
        return file;
    }

    private static void unpack() throws IOException, InterruptedException {
        Path done = UNPACKED.resolve("done");
        Files.createDirectories(UNPACKED);
        // Two test runs of one build may come here at once.
        try (RandomAccessFile lockFile =
                        new RandomAccessFile(UNPACKED.resolve("lock").toFile(), "rw");
                FileLock lock = lockFile.getChannel().lock()) {
            assertThat(lock.isValid()).isTrue();
            if (Files.exists(done)) {
                return;
            }
            Process tar = new ProcessBuilder("tar", "--zstd", "-xf", ARCHIVE.toString(), "-C", UNPACKED.toString())
                    .inheritIO()
                    .start();
            try {
                assertThat(tar.waitFor(2, TimeUnit.MINUTES)).as("tar").isTrue();
                assertThat(tar.exitValue()).as("tar").isZero();
            } finally {
                tar.destroyForcibly();
            }
            Files.createFile(done);
        }
    }
}
