package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.cli.terminal.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A demonstration whose broker cannot write any more. */
@Tag("long")
final class FullDiskIT {
    /** Above the 24 MB that Flink unpacks of itself when it starts. */
    private static final int KIBIBYTES = 26 << 10;

    @TempDir
    Path folder;

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "needs ulimit -f")
    void itIsSaidInOneSentenceAndNothingIsLeftBehind() throws Exception {
        try (ChildMien demo = ChildMien.startWithSmallFiles(KIBIBYTES, folder, "demo", "demo", "--port", "0")) {
            assertThat(demo.await(Duration.ofMinutes(3))).as(demo.err()).isEqualTo(ExitCode.DISK.code());
            assertThat(demo.sentences())
                    .singleElement()
                    .asString()
                    .contains("the embedded broker has given up")
                    .contains("free some space");
        }
        try (Stream<Path> left = Files.list(folder.resolve("demo-tmp"))) {
            assertThat(left.map(Path::getFileName).map(Path::toString)).isEmpty();
        }
    }
}
