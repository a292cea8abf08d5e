package io.mien.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.cli.readings.ReadingsFormat;
import io.mien.cli.terminal.CommandException;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FramesUsed;
import io.mien.schemas.avro.InputCoordinates;
import io.mien.schemas.avro.LabelSetReference;
import io.mien.schemas.avro.ModelReference;
import io.mien.schemas.avro.ReadingStatus;
import io.mien.schemas.avro.RuntimeReference;
import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadingsFormatTest {
    private static final List<String> LABELS = List.of("happiness", "anger, held back");
    private static final Instant START = Instant.parse("2026-11-29T10:00:00Z");

    @TempDir
    private Path folder;

    private static ExpressionReading reading(
            String subject, @Nullable Long positionMillis, @Nullable String label, List<Float> probabilities) {
        long millis = positionMillis == null ? 0 : positionMillis;
        return ExpressionReading.newBuilder()
                .setReadingId("id")
                .setStreamId("talk")
                .setSubjectId(subject)
                .setWindowStart(START.plusMillis(millis))
                .setWindowEnd(START.plusMillis(millis + 2_000))
                .setStatus(label == null ? ReadingStatus.ABSTAINED : ReadingStatus.OK)
                .setReason(label == null ? "2 frames <of> 16" : null)
                .setLabelSet(new LabelSetReference("test", LABELS))
                .setProbabilities(probabilities)
                .setTopLabel(label)
                .setFrames(new FramesUsed(0L, 9L, 9, 7))
                .setInput(new InputCoordinates("face-frames", 0, 0L, 9L))
                .setModel(new ModelReference("m", "1", "sha256:0", "sha256:0", false))
                .setRuntime(new RuntimeReference("2", "cpu", "float32", "1", "AVX2", 1))
                .setPurpose("test")
                .setProducedAt(START)
                .setSourcePosition(positionMillis == null ? null : 1_000 * positionMillis)
                .setSourceSession(positionMillis == null ? null : "one")
                .build();
    }

    private String written(String name, ExpressionReading... readings) throws Exception {
        Path file = folder.resolve(name);
        try (BufferedWriter writer = ReadingsFile.open(file, false)) {
            ReadingsFormat format = ReadingsFormat.of(file, writer, LABELS);
            for (ExpressionReading reading : readings) {
                format.write(reading);
            }
            format.finish();
        }
        return Files.readString(file);
    }

    @Test
    void aTableHasARowAReadingAndAColumnALabel() throws Exception {
        String table = written(
                "r.csv",
                reading("s1", -500L, "happiness", List.of(0.75f, 0.25f)),
                reading("s2", null, null, List.of()));

        assertThat(table.split("\r\n"))
                .containsExactly(
                        "stream,subject,start,end,status,reason,label,window_start,window_end,happiness,\"anger, held back\"",
                        "talk,s1,-0.500,1.500,OK,,happiness,2026-11-29T09:59:59.500Z,2026-11-29T10:00:01.500Z,0.75,0.25",
                        "talk,s2,,,ABSTAINED,2 frames <of> 16,,2026-11-29T10:00:00Z,2026-11-29T10:00:02Z,,");
    }

    @Test
    void subtitlesOfOneFaceFollowEachOtherInTheTimeOfTheFilm() throws Exception {
        String subtitles = written(
                "r.vtt",
                reading("s1", 1_000L, "happiness", List.of(0.6f, 0.4f)),
                reading("s1", -500L, "happiness", List.of(0.75f, 0.25f)),
                reading("s2", 3_723_000L, null, List.of()));

        assertThat(subtitles).isEqualTo("""
                        WEBVTT

                        00:00:00.000 --> 00:00:01.250
                        s1: happiness 75 %

                        00:00:01.250 --> 00:00:03.000
                        s1: happiness 60 %

                        01:02:03.000 --> 01:02:05.000
                        s2: no reading: 2 frames &lt;of&gt; 16
                        """);
    }

    @Test
    void anEmptyTableHasItsHeader() throws Exception {
        assertThat(written("none.csv")).startsWith("stream,subject,start").endsWith("\r\n");
    }

    @Test
    void whatIsThereIsKeptUnlessToldOtherwise() throws Exception {
        Path file = Files.writeString(folder.resolve("r.jsonl"), "{\"earlier\": true}\n");

        assertThatThrownBy(() -> ReadingsFile.open(file, false))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("--overwrite");
        assertThat(file).content().contains("earlier");
        ReadingsFile.open(file, true).close();
        assertThat(file).content().isEmpty();
    }
}
