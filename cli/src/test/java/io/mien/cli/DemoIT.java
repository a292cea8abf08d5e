package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mien demo} as a user runs it. */
final class DemoIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    @Test
    void theBundledFeedsGiveReadingsThatSayWhatTheyWereMadeFrom() throws Exception {
        Path file = folder.resolve("readings.jsonl");
        try (ChildMien demo =
                ChildMien.start(folder, "demo", "demo", "--for", "15s", "--port", "0", "--readings", file.toString())) {
            assertThat(demo.await(PATIENCE)).as(demo.err()).isZero();

            assertThat(demo.sentences()).isEmpty();
            assertThat(demo.out()).contains("mien-demo", "page ", "broker ", "registry ", "readings ");
            List<JsonNode> readings = ReadingLines.of(file);
            assertThat(readings).isNotEmpty().allSatisfy(ReadingLines::haveProvenance);
            assertThat(readings)
                    .extracting(reading -> reading.get("stream_id").asText())
                    .contains("one-smile", "two-people", "leaves-and-returns");
            assertThat(demoFolders("demo")).isEmpty();
        }
    }

    @Test
    void aSignalWhileItStartsEndsItWithinSecondsAndLeavesNothing() throws Exception {
        try (ChildMien starting = ChildMien.start(folder, "starting", "demo", "--port", "0")) {
            await().atMost(PATIENCE).until(() -> starting.out().contains("starting"));
            // Not INT: under a shell that runs this build in the background, children would not receive it.
            starting.signal("TERM");
            assertThat(starting.await(Duration.ofSeconds(30))).isEqualTo(143);
            assertThat(starting.sentences()).isEmpty();
            assertThat(starting.err()).doesNotContain("Exception");
            assertThat(demoFolders("starting")).isEmpty();
        }
    }

    @Tag("long")
    @Test
    void whatAKilledOneLeftIsClearedAwayByTheNextWhichLeavesNothingWhenItIsStopped() throws Exception {
        try (ChildMien killed = ChildMien.start(folder, "killed", "demo", "--port", "0")) {
            await().atMost(PATIENCE).until(() -> killed.out().contains("broker "));
            killed.signal("KILL");
            assertThat(killed.await(Duration.ofSeconds(10))).isEqualTo(137);
            assertThat(demoFolders("killed")).hasSize(1);
        }
        try (ChildMien next = ChildMien.start(folder, "killed", "demo", "--port", "0")) {
            await().atMost(PATIENCE).until(() -> next.out().contains("camera frames"));
            assertThat(demoFolders("killed")).as("its own").hasSize(1);
            next.signal("TERM");
            assertThat(next.await(Duration.ofSeconds(30))).isEqualTo(143);
            assertThat(next.sentences()).isEmpty();
            assertThat(next.err()).doesNotContain("Exception");
            assertThat(demoFolders("killed")).isEmpty();
        }
    }

    private List<Path> demoFolders(String name) throws IOException {
        try (Stream<Path> entries = Files.list(folder.resolve(name + "-tmp"))) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith("mien-demo-"))
                    .toList();
        }
    }
}
