package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mien.cli.demo.EmbeddedStack;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.generic.GenericRecord;

/**
 * The readings of a stack, by stream, each stream's by subject and time.
 *
 * @param byStream by stream id
 */
record StackReadings(Map<String, List<GenericRecord>> byStream) {
    /** Batches differ from run to run, and with them the order in which floats are added. */
    private static final float ROUNDING = 1e-4f;

    static StackReadings of(EmbeddedStack stack) throws IOException {
        return new StackReadings(PlainReadings.readings(stack.bootstrapServers(), stack.registryUrl()).stream()
                .sorted(Comparator.comparing((GenericRecord reading) ->
                                reading.get("subject_id").toString())
                        .thenComparing(reading -> (Long) reading.get("window_start")))
                .collect(Collectors.groupingBy(
                        reading -> reading.get("stream_id").toString(), TreeMap::new, Collectors.toList())));
    }

    /** In their order. */
    Set<String> streams() {
        return byStream.keySet();
    }

    List<GenericRecord> of(String stream) {
        return byStream.getOrDefault(stream, List.of());
    }

    /** Of the same pictures, published twice. */
    void areTheSame(String stream, String other) {
        List<GenericRecord> some = of(stream);
        List<GenericRecord> others = of(other);
        assertThat(some).as(stream).isNotEmpty();
        assertThat(others).as(other).hasSameSizeAs(some);
        for (int i = 0; i < some.size(); i++) {
            for (String field : List.of("subject_id", "status", "top_label", "frames")) {
                assertThat(others.get(i).get(field))
                        .as(field + " of " + other + " " + i)
                        .isEqualTo(some.get(i).get(field));
            }
            List<?> expected = (List<?>) some.get(i).get("probabilities");
            List<?> actual = (List<?>) others.get(i).get("probabilities");
            assertThat(actual).hasSameSizeAs(expected);
            for (int label = 0; label < expected.size(); label++) {
                assertThat((Float) actual.get(label)).isCloseTo((Float) expected.get(label), within(ROUNDING));
            }
        }
    }
}
