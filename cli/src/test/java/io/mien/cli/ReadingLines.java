package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What {@code mien demo --readings} has written. */
final class ReadingLines {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ReadingLines() {}

    static List<JsonNode> of(Path file) throws IOException {
        List<JsonNode> readings = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            readings.add(JSON.readTree(line));
        }
        return readings;
    }

    /** Each says what it was made from. */
    static void haveProvenance(JsonNode reading) {
        for (String field : List.of("reading_id", "stream_id", "subject_id", "purpose", "produced_at")) {
            assertThat(reading.path(field).asText()).as(field).isNotBlank();
        }
        assertThat(reading.at("/frames/count").asInt()
                        + reading.at("/frames/padded_count").asInt())
                .isEqualTo(16);
        assertThat(reading.at("/frames/first_sequence").asLong())
                .isLessThanOrEqualTo(reading.at("/frames/last_sequence").asLong());
        assertThat(reading.at("/input/topic").asText()).isEqualTo("face-frames");
        assertThat(reading.at("/input/first_offset").asLong())
                .isLessThanOrEqualTo(reading.at("/input/last_offset").asLong());
        assertThat(reading.at("/model/saved_model_digest").asText()).matches("sha256:[0-9a-f]{64}");
        assertThat(reading.at("/model/preprocessing_digest").asText()).matches("sha256:[0-9a-f]{64}");
        assertThat(reading.at("/model/untrained").asBoolean(true)).isFalse();
        for (String field : List.of("tensorflow_version", "device", "precision", "batch_shape")) {
            assertThat(reading.at("/runtime/" + field).asText()).as(field).isNotBlank();
        }
        int labels = reading.at("/label_set/labels").size();
        boolean abstained = reading.get("status").asText().equals("ABSTAINED");
        assertThat(reading.get("probabilities")).hasSize(abstained ? 0 : labels);
        assertThat(reading.get("top_label").isNull()).isEqualTo(abstained);
        assertThat(reading.get("last_box").isNull()).isFalse();
    }

    static Instant windowEnd(JsonNode reading) {
        return Instant.parse(reading.get("window_end").asText());
    }
}
