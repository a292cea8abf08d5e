package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.cli.InProcessMien.Result;
import io.mien.cli.terminal.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A demonstration that is sealed and recorded; then one of its streams is forgotten, which the later tests rest on. */
@Tag("long")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ForgottenStreamIT {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STREAM = "one-smile";

    @TempDir
    static Path folder;

    private static String keys = "";
    private static String master = "";
    private static String recording = "";

    @BeforeAll
    static void record() throws Exception {
        keys = folder.resolve("keys").toString();
        master = folder.resolve("master-key.json").toString();
        recording = folder.resolve("recording").toString();
        assertThat(InProcessMien.run("keys", "create", "--keys", keys, "--master-key", master)
                        .exitCode())
                .isZero();
        List<String> arguments = new ArrayList<>(List.of("demo", "--for", "12s", "--port", "0", "--record", recording));
        arguments.addAll(List.of("--keys", keys, "--master-key", master));
        try (ChildMien demo = ChildMien.start(folder, "demo", arguments.toArray(String[]::new))) {
            assertThat(demo.await(PATIENCE)).as(demo.err()).isZero();
        }
    }

    private static JsonNode audit(String name) throws Exception {
        try (ChildMien audit = ChildMien.start(
                folder,
                name,
                "audit",
                "--recording",
                recording,
                "--model",
                "../models/demonstration/package",
                "--keys",
                keys,
                "--master-key",
                master,
                "--format",
                "json")) {
            assertThat(audit.await(PATIENCE)).as(audit.err()).isZero();
            return JSON.readTree(audit.out());
        }
    }

    @Test
    @Order(1)
    void aSealedRecordingHoldsNoPictureAndItsReadingsAreIdentical() throws Exception {
        Result without =
                InProcessMien.run("audit", "--recording", recording, "--model", "../models/demonstration/package");
        assertThat(without.exitCode()).isEqualTo(2);
        assertThat(without.err()).contains("sealed: with key", "--keys");

        JsonNode report = audit("sealed");

        assertThat(report.get("verdict").asText()).isEqualTo("identical");
        assertThat(report.at("/counts/identical").asLong())
                .isPositive()
                .isEqualTo(report.get("published").asLong());
    }

    @Test
    @Order(2)
    void whoForgetsIsAskedAndTold() {
        assertThat(InProcessMien.run("forget", "one-smil", "--keys", keys, "--yes")
                        .refusal(ExitCode.INPUT))
                .contains("one-smil: has no key", STREAM);
        Result forgotten = InProcessMien.run(
                "forget", STREAM, "--keys", keys, "--yes", "--recording", recording, "--by", "tester");

        assertThat(forgotten.exitCode()).as(forgotten.err()).isZero();
        assertThat(forgotten.out())
                .contains("one-smile: forgotten; 1 key destroyed", "every recording of them")
                .containsPattern("recording: [1-9][0-9]* erased, 0 sealed with a key that is there, 0 plain");
        assertThat(InProcessMien.run("forget", STREAM, "--keys", keys).out()).contains("one-smile: was forgotten at");
        assertThat(InProcessMien.run("keys", "list", "--keys", keys).out())
                .contains("one-smile: 0 keys, 1 destroyed", "two-people: 1 key");
    }

    @Test
    @Order(3)
    void anAuditTellsWhatIsErasedApartAndTheRestIsIdentical() throws Exception {
        assertThat(Files.readString(folder.resolve("keys").resolve("journal.jsonl")))
                .contains("tester", STREAM);

        JsonNode report = audit("erased");

        assertThat(report.at("/counts/erased").asLong()).isPositive();
        assertThat(report.at("/counts/identical").asLong()
                        + report.at("/counts/erased").asLong())
                .isEqualTo(report.get("published").asLong());
        assertThat(report.get("remarks").toString()).contains("erased, and not compared", STREAM);
    }

    @Test
    @Order(4)
    void anotherMasterKeyIsToldBeforeAnythingStarts() {
        String another = folder.resolve("another.json").toString();
        String others = folder.resolve("others").toString();
        assertThat(InProcessMien.run("keys", "create", "--keys", others, "--master-key", another)
                        .exitCode())
                .isZero();

        assertThat(InProcessMien.run("demo", "--for", "1s", "--keys", keys, "--master-key", another)
                        .refusal(ExitCode.USAGE))
                .contains("does not open the keys of");
        assertThat(InProcessMien.run("demo", "--for", "1s", "--keys", keys).refusal(ExitCode.USAGE))
                .contains("--master-key: none");
        assertThat(InProcessMien.run(
                                "keys",
                                "create",
                                "--keys",
                                keys,
                                "--master-key",
                                folder.resolve("new").toString())
                        .refusal(ExitCode.USAGE))
                .contains("are there already");
        assertThat(folder.resolve("new")).doesNotExist();
    }
}
