package io.mien.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job goes on from, where nobody but the folders' own files can tell. */
final class SnapshotSearchTest {
    private static final Instant BEGIN = Instant.parse("2026-11-29T10:00:00Z");

    @TempDir
    Path folder;

    @Test
    void theNewestCheckpointOfAllJobsIsTaken() throws IOException {
        snapshot("checkpoints/job-a/chk-7", 30);
        Path newest = snapshot("checkpoints/job-b/chk-2", 40);
        snapshot("checkpoints/job-b/chk-1", 35);
        assertThat(SnapshotSearch.newest(address("checkpoints"), null)).hasValue(newest.toString());
    }

    @Test
    void aSavepointIsTakenIfTheJobWasStoppedWithItLast() throws IOException {
        snapshot("checkpoints/job-a/chk-7", 30);
        Path savepoint = snapshot("savepoints/savepoint-1a2b3c-000", 31);
        assertThat(SnapshotSearch.newest(address("checkpoints"), address("savepoints")))
                .hasValue(savepoint.toString());
        Path later = snapshot("checkpoints/job-c/chk-1", 32);
        assertThat(SnapshotSearch.newest(address("checkpoints"), address("savepoints")))
                .hasValue(later.toString());
    }

    @Test
    void whatHasNotBeenWrittenToItsEndIsNone() throws IOException {
        Path complete = snapshot("checkpoints/job-a/chk-7", 30);
        Files.createDirectories(folder.resolve("checkpoints/job-a/chk-8"));
        Files.createDirectories(folder.resolve("checkpoints/job-a/shared"));
        Files.createDirectories(folder.resolve("savepoints/savepoint-1a2b3c-001"));
        snapshot("savepoints/kept-by-hand", 50);
        assertThat(SnapshotSearch.newest(address("checkpoints"), address("savepoints")))
                .hasValue(complete.toString());
    }

    @Test
    void nothingIsFoundWhereNothingIs() {
        assertThat(SnapshotSearch.newest(address("checkpoints"), address("savepoints")))
                .isEmpty();
    }

    private String address(String name) {
        return folder.resolve(name).toUri().toString();
    }

    private Path snapshot(String name, int second) throws IOException {
        Path snapshot = Files.createDirectories(folder.resolve(name));
        Path last = Files.writeString(snapshot.resolve("_metadata"), "");
        Files.setLastModifiedTime(last, FileTime.from(BEGIN.plusSeconds(second)));
        return Path.of("file:" + snapshot);
    }
}
