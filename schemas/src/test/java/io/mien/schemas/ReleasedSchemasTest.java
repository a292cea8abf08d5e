package io.mien.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Holds the schemas against the last released ones in {@code src/test/resources/released}, which only a release
 * replaces.
 */
final class ReleasedSchemasTest {

    @ParameterizedTest
    @EnumSource(
            value = Topic.class,
            names = {"CAMERA_FRAMES", "FACE_FRAMES", "EXPRESSIONS"})
    void oldReadersAndNewWritersGetAlong(Topic topic) throws IOException {
        Schema current = topic.schema().orElseThrow();
        Schema released = released(topic);

        assertThat(compatibility(current, released)).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
        assertThat(compatibility(released, current)).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    private static SchemaCompatibilityType compatibility(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getType();
    }

    private static Schema released(Topic topic) throws IOException {
        String name = "/released/" + topic.topicName() + ".avsc";
        try (InputStream stream = Objects.requireNonNull(ReleasedSchemasTest.class.getResourceAsStream(name), name)) {
            return new Schema.Parser().parse(stream);
        }
    }
}
