package io.mien.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.failures.FailureKind;
import io.mien.infer.operator.StateOwner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
    @TempDir
    Path root;

    @Test
    void theNewestCompleteSnapshotIsFoundWhereverItIs() throws Exception {
        snapshot("checkpoints/job-a/chk-7", 1_000);
        Path savepoint = snapshot("savepoints/savepoint-1", 3_000);
        snapshot("checkpoints/job-b/chk-1", 2_000);
        Files.createDirectories(root.resolve("checkpoints/job-c/chk-9"));
        try (StateDirectory state = StateDirectory.open(root)) {
            assertThat(state.newestSnapshot()).contains(savepoint);
        }
    }

    @Test
    void pruningLeavesOnlyTheNewestSnapshotsJob() throws Exception {
        Path old = snapshot("checkpoints/job-a/chk-7", 1_000);
        Path newest = snapshot("checkpoints/job-b/chk-8", 2_000);
        Path savepoint = snapshot("savepoints/savepoint-1", 500);
        Path temporary = Files.createDirectories(root.resolve("tmp/left-behind"));
        try (StateDirectory state = StateDirectory.open(root)) {
            state.prune();
            assertThat(newest).exists();
            assertThat(old).doesNotExist();
            assertThat(savepoint).doesNotExist();
            assertThat(temporary).doesNotExist();
        }
    }

    @Test
    void anEmptyDirectoryHasNoSnapshot() {
        try (StateDirectory state = StateDirectory.open(root.resolve("new"))) {
            state.prune();
            assertThat(state.newestSnapshot()).isEmpty();
        }
    }

    @Test
    void aSecondUserIsKeptOut() {
        try (StateDirectory first = StateDirectory.open(root)) {
            assertThat(first.newestSnapshot()).isEmpty();
            assertThatThrownBy(() -> StateDirectory.open(root))
                    .isInstanceOf(InferenceException.class)
                    .hasMessageContaining("another inference job uses it");
        }
        StateDirectory.open(root).close();
    }

    @Test
    void aJobOfAnotherModelIsRefusedUntilTheStateIsForgotten() throws Exception {
        try (StateDirectory state = StateDirectory.open(root)) {
            state.requireOwner(new StateOwner(Map.of("model", "sha256:a", "windows", "PT2S")));
            snapshot("savepoints/savepoint-1", 3_000);
            state.requireOwner(new StateOwner(Map.of("model", "sha256:a", "windows", "PT2S", "topic", "new")));
            assertThatThrownBy(() -> state.requireOwner(new StateOwner(Map.of("model", "sha256:b", "windows", "PT2S"))))
                    .isInstanceOfSatisfying(
                            InferenceException.class,
                            refusal -> assertThat(refusal.failureKind()).isEqualTo(FailureKind.USAGE))
                    .hasMessageContaining("model: sha256:b (expected: sha256:a, that of the job which left this state)")
                    .hasMessageContaining("--fresh");
            assertThatThrownBy(() -> state.requireOwner(new StateOwner(Map.of("model", "sha256:a", "windows", "PT4S"))))
                    .hasMessageContaining("windows: PT4S (expected: PT2S");
            assertThatThrownBy(() -> state.requireOwner(new StateOwner(Map.of("topic", "newer"))))
                    .hasMessageContaining("topic: newer (expected: new");
            state.forget();
            assertThat(state.newestSnapshot()).isEmpty();
            state.requireOwner(new StateOwner(Map.of("model", "sha256:b", "windows", "PT2S")));
        }
    }

    @Test
    void aFileInItsPlaceIsNamed() throws Exception {
        Path file = Files.createFile(root.resolve("file"));
        assertThatThrownBy(() -> StateDirectory.open(file))
                .isInstanceOf(InferenceException.class)
                .hasMessageContaining("state directory " + file + ": cannot be used");
    }

    private Path snapshot(String name, long completedAt) throws Exception {
        Path folder = Files.createDirectories(root.resolve(name));
        Path metadata = Files.createFile(folder.resolve("_metadata"));
        Files.setLastModifiedTime(metadata, FileTime.fromMillis(completedAt));
        return folder;
    }

    static boolean holdsCheckpoint(Path state) throws IOException {
        if (!Files.isDirectory(state.resolve("checkpoints"))) {
            return false;
        }
        try (Stream<Path> tree = Files.walk(state.resolve("checkpoints"))) {
            return tree.anyMatch(path -> path.endsWith("_metadata"));
        }
    }
}
