package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.ReadingStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code mien audit} of a demonstration's own recording, as it is and as somebody has tampered with it. Each in a process of
 * its own: what a model computes with is decided once a process.
 */
@Tag("long")
final class AuditIT {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path MODEL = Audited.MODEL;

    @TempDir
    static Path folder;

    private static Path recording = Path.of("");

    @BeforeAll
    static void record() throws Exception {
        recording = Audited.recordDemonstration(folder, Duration.ofSeconds(15));
    }

    private static Audited audit(Path audited, String name, String... further) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--recording", audited.toString()));
        arguments.addAll(List.of(further));
        return Audited.by(folder, name, MODEL, arguments.toArray(String[]::new));
    }

    @Test
    void aDemonstrationsReadingsAreIdenticalBitForBitWithoutABroker() throws Exception {
        Path page = folder.resolve("audit.html");

        Audited audited = audit(recording, "identical", "--html", page.toString());

        assertThat(audited.report().get("damages")).isEmpty();
        assertThat(audited.report().get("first_divergence").isNull()).isTrue();
        assertThat(audited.report().get("verdict").asText()).isEqualTo("identical");
        assertThat(audited.exitCode()).isZero();
        audited.assertNothingBut("identical");
        assertThat(audited.report().at("/counts/identical").asLong())
                .isPositive()
                .isEqualTo(audited.report().get("published").asLong());
        assertThat(Files.readString(page))
                .contains("<svg", "identical bit for bit")
                .doesNotContain("http://", "https://", "<script");
    }

    /** oneDNN would take others of its own accord, and each gives other bits. */
    @ParameterizedTest
    @ValueSource(strings = {"AVX2", "AVX512_CORE"})
    void theBitsAreTheSameWhateverInstructionsTheProcessorHas(String instructionSet) throws Exception {
        try (ChildMien audit = ChildMien.start(
                Map.of("ONEDNN_MAX_CPU_ISA", instructionSet),
                folder,
                "audit-" + instructionSet,
                "audit",
                "--recording",
                recording.toString(),
                "--model",
                MODEL.toString())) {
            assertThat(audit.await(PATIENCE)).as(audit.err()).isZero();
            assertThat(audit.out()).contains("identical bit for bit");
        }
    }

    @Test
    void aChangedByteOfAFrameIsNamedByItsDigest() throws Exception {
        Path changed = copy("changed");
        Path frames = changed.resolve("face-frames-00001.avro");
        List<String> blocks = Files.readAllLines(changed.resolve("face-frames-00001.blocks"));
        String[] block = blocks.get(blocks.size() / 2).split(" ");
        byte[] bytes = Files.readAllBytes(frames);
        int middle = (Integer.parseInt(block[0]) + Integer.parseInt(block[1])) / 2;
        bytes[middle] ^= 0x10;
        Files.write(frames, bytes);

        Audited audited = audit(changed, "changed");

        assertThat(audited.exitCode()).isEqualTo(1);
        assertThat(audited.report().get("verdict").asText()).isEqualTo("diverged");
        JsonNode damage = audited.report().at("/damages/0");
        assertThat(damage.get("partition") + "@" + damage.get("first_offset")).isEqualTo(block[4]);
        assertThat(damage.get("recorded_sha256").asText()).matches("[0-9a-f]{64}");
        assertThat(damage.get("found_sha256").asText())
                .matches("[0-9a-f]{64}")
                .isNotEqualTo(damage.get("recorded_sha256").asText());
    }

    @Test
    void aRecordingWhoseReadingsAreGoneContradictsAndNamesTheFile() throws Exception {
        Path copy = copy("without-readings");
        try (Stream<Path> files = Files.list(copy)) {
            for (Path file : files.filter(each -> each.getFileName().toString().matches("expressions-.*[.]avro"))
                    .toList()) {
                Files.delete(file);
            }
        }
        try (ChildMien audit = ChildMien.start(
                folder, "without-readings", "audit", "--recording", copy.toString(), "--model", MODEL.toString())) {
            assertThat(audit.await(PATIENCE)).as(audit.err()).isEqualTo(1);
            assertThat(audit.err()).contains("holds no reading of model", "and it was changed:", ".avro: not there");
        }
    }

    @Test
    void aChangedProbabilityNamesItsReadingAndTheFramesBehindIt() throws Exception {
        AtomicReference<String> tampered = new AtomicReference<>("");
        Path copy = folder.resolve("probability");
        TamperedRecording.copy(recording, copy, reading -> {
            if (reading.getStatus() == ReadingStatus.OK && tampered.compareAndSet("", reading.getReadingId())) {
                List<Float> probabilities = new ArrayList<>(reading.getProbabilities());
                probabilities.set(1, Math.nextUp(probabilities.get(1)));
                return List.of(ExpressionReading.newBuilder(reading)
                        .setProbabilities(probabilities)
                        .build());
            }
            return List.of(reading);
        });

        Audited audited = audit(copy, "probability");

        assertThat(audited.exitCode()).isEqualTo(1);
        assertThat(audited.report().at("/counts/diverged").asInt()).isEqualTo(1);
        audited.assertNothingBut("identical", "diverged");
        JsonNode first = audited.report().get("first_divergence");
        assertThat(first.get("reading_id").asText()).isEqualTo(tampered.get());
        assertThat(first.at("/published/probabilities/1").floatValue())
                .isEqualTo(Math.nextUp(first.at("/computed/probabilities/1").floatValue()));
        assertThat(first.get("frames")).hasSizeGreaterThanOrEqualTo(12).allSatisfy(frame -> {
            assertThat(frame.get("topic").asText()).isEqualTo("face-frames");
            assertThat(frame.get("sha256").asText()).matches("[0-9a-f]{64}");
        });
    }

    @Test
    void aReadingTakenOutIsMissingAndOneAddedIsInvented() throws Exception {
        AtomicReference<String> removed = new AtomicReference<>("");
        AtomicReference<String> invented = new AtomicReference<>("");
        Path copy = folder.resolve("taken-and-added");
        TamperedRecording.copy(recording, copy, reading -> {
            if (reading.getStatus() != ReadingStatus.OK) {
                return List.of(reading);
            }
            if (removed.compareAndSet("", reading.getReadingId())) {
                return List.of();
            }
            if (invented.compareAndSet("", "ffffffffffffffffffffffffffffffff")) {
                return List.of(
                        reading,
                        ExpressionReading.newBuilder(reading)
                                .setReadingId(invented.get())
                                .build());
            }
            return List.of(reading);
        });

        Audited audited = audit(copy, "taken-and-added");

        assertThat(audited.exitCode()).isEqualTo(1);
        audited.assertNothingBut("identical", "missing", "invented");
        assertThat(audited.report().at("/counts/missing").asInt()).isEqualTo(1);
        assertThat(audited.report().at("/counts/invented").asInt()).isEqualTo(1);
        assertThat(audited.report().at("/first_divergence/reading_id").asText()).isIn(removed.get(), invented.get());
    }

    @Test
    void aRecordingThatAKillCutOffIsAuditedUpToItsLastWholeBlock() throws Exception {
        Path cut = copy("cut");
        Path manifest = cut.resolve("recording.json");
        ObjectNode content = (ObjectNode) JSON.readTree(Files.readAllBytes(manifest));
        content.put("finished", false).put("drained", false).putNull("ended_at").putArray("segments");
        Files.write(manifest, JSON.writeValueAsBytes(content));
        Path frames = cut.resolve("face-frames-00001.avro");
        byte[] bytes = Files.readAllBytes(frames);
        Files.write(frames, Arrays.copyOf(bytes, bytes.length * 3 / 4));

        Audited audited = audit(cut, "cut");

        assertThat(audited.report().toString()).contains("cut off at byte ");
        assertThat(audited.exitCode()).isZero();
        assertThat(audited.report().get("verdict").asText()).isEqualTo("identical");
        assertThat(audited.report().at("/counts/identical").asInt()).isPositive();
        assertThat(audited.report().at("/counts/incomparable").asInt()).isPositive();
        audited.assertNothingBut("identical", "incomparable");
    }

    /** The job lags behind, or was stopped: what it has not come to is not missing. */
    @Test
    void whatAJobHadNotComeToWhenItWasRecordedIsNotMissing() throws Exception {
        Path copy = folder.resolve("lagging");
        Instant[] end = {Instant.MAX};
        TamperedRecording.copy(recording, copy, reading -> {
            if (end[0].equals(Instant.MAX)) {
                end[0] = reading.getWindowEnd().plusSeconds(4);
            }
            return reading.getWindowEnd().isAfter(end[0]) ? List.of() : List.of(reading);
        });
        Path manifest = copy.resolve("recording.json");
        ObjectNode content = (ObjectNode) JSON.readTree(Files.readAllBytes(manifest));
        content.put("drained", false);
        Files.write(manifest, JSON.writeValueAsBytes(content));

        Audited audited = audit(copy, "lagging");

        assertThat(audited.exitCode()).as(audited.report().toString()).isZero();
        audited.assertNothingBut("identical", "incomparable");
        assertThat(audited.report().at("/counts/incomparable").asInt()).isPositive();
    }

    @Test
    void whatCannotBeAuditedIsNoVerdict() throws Exception {
        try (ChildMien audit = ChildMien.start(
                folder,
                "nothing",
                "audit",
                "--recording",
                folder.resolve("nowhere").toString(),
                "--model",
                MODEL.toString())) {
            assertThat(audit.await(PATIENCE)).isEqualTo(2);
            assertThat(audit.sentences()).singleElement().asString().contains("no recording.json");
        }
    }

    private static Path copy(String name) throws IOException {
        Path target = folder.resolve(name);
        try (Stream<Path> files = Files.walk(recording)) {
            for (Path file : files.toList()) {
                Path copied = target.resolve(recording.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copied);
                } else {
                    Files.copy(file, copied);
                }
            }
        }
        return target;
    }
}
