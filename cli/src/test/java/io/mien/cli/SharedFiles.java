package io.mien.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Test data that lies beside the repository; tests that need it are skipped where it is not. */
public final class SharedFiles {
    private static final Path DATA = Path.of("../../shared/data");

    private static final Path UNPACKED = Path.of("target", "fixtures");

    private SharedFiles() {}

    static String video(String name) {
        return present(DATA.resolve("video").resolve(name));
    }

    static String yuNet() {
        return present(DATA.resolve("detector/yunet_2023mar.onnx"));
    }

    public static String vocabulary() {
        return present(DATA.resolve("clip/bpe_simple_vocab_16e6.txt.gz"));
    }

    /** A file or folder of the large fixtures, which are unpacked once into the build's folder. */
    public static synchronized Path fixture(String name) {
        String archive = present(Path.of("../../shared/fixtures/fixtures.tar.zst"));
        Path done = UNPACKED.resolve("done");
        if (!Files.exists(done)) {
            try {
                Files.createDirectories(UNPACKED);
                int exitCode = new ProcessBuilder("tar", "--zstd", "-xf", archive, "-C", UNPACKED.toString())
                        .inheritIO()
                        .start()
                        .waitFor();
                if (exitCode != 0) {
                    throw new IllegalStateException("tar of " + archive + ": " + exitCode);
                }
                Files.createFile(done);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException("fixtures cannot be unpacked", e);
            }
        }
        return UNPACKED.resolve(name);
    }

    private static String present(Path file) {
        Assumptions.assumeTrue(Files.isReadable(file), "skipped: " + file + " is not here");
        return file.toString();
    }
}
