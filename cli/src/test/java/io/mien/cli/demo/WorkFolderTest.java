package io.mien.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkFolderTest {
    @TempDir
    Path parent;

    @Test
    void nothingIsLeftBehind() throws IOException {
        try (WorkFolder folder = WorkFolder.create(parent)) {
            Files.createDirectories(folder.path().resolve("a/b"));
            Files.writeString(folder.path().resolve("a/b/c"), "x");
        }

        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void whatADeadProcessLeftIsClearedAndWhatALivingOneUsesIsNot() throws IOException {
        Path dead = Files.createDirectories(parent.resolve("mien-demo-dead"));
        Files.createFile(dead.resolve("lock"));
        Files.writeString(dead.resolve("data"), "x");
        Path foreign = Files.createDirectories(parent.resolve("something-else"));

        try (WorkFolder living = WorkFolder.create(parent);
                WorkFolder another = WorkFolder.create(parent)) {
            assertThat(dead).doesNotExist();
            assertThat(foreign).exists();
            assertThat(living.path()).exists();
            assertThat(another.path()).exists();
        }
    }
}
