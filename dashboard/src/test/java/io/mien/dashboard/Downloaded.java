package io.mien.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The files that a browser saves into a folder. */
final class Downloaded {
    private final Path folder;

    Downloaded(PageBrowser page, Path folder) {
        this.folder = folder;
        page.driver()
                .executeCdpCommand(
                        "Browser.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", folder.toString()));
    }

    /** The only file whose name ends so, when all of it is there; it is gone then. */
    byte[] take(String ending) throws IOException {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> files().size() == 1 && files().get(0).toString().endsWith(ending));
        Path file = files().get(0);
        byte[] bytes = Files.readAllBytes(file);
        assertThat(file.getFileName().toString()).matches("mien-[A-Za-z0-9._-]+");
        Files.delete(file);
        return bytes;
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
