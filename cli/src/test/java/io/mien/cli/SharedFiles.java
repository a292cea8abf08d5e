package io.mien.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Test data that lies beside the repository; tests that need it are skipped where it is not. */
final class SharedFiles {
    private static final Path DATA = Path.of("../../shared/data");

    private SharedFiles() {}

    static String video(String name) {
        return present(DATA.resolve("video").resolve(name));
    }

    static String yuNet() {
        return present(DATA.resolve("detector/yunet_2023mar.onnx"));
    }

    private static String present(Path file) {
        Assumptions.assumeTrue(Files.isReadable(file), "skipped: " + file + " is not here");
        return file.toString();
    }
}
