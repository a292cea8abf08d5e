package io.mien.ingest.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.mien.ingest.picture.Sketch;
import io.mien.ingest.state.StreamState;
import io.mien.ingest.track.FrameTime;
import io.mien.ingest.track.Scene;
import io.mien.ingest.track.Track;
import io.mien.ingest.track.Tracks;
import io.mien.pictures.FaceBox;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

class StreamStatesTest {
    private static final FrameTime TIME = new FrameTime(77, 5_000_000);
    private static final FaceBox BOX = new FaceBox(1, 2, 3, 4);

    @Test
    void aStateComesBackAsItWasKept() {
        Sketch sketch = Sketch.of(ByteBuffer.wrap(new byte[432]));
        Tracks tracks = new Tracks(
                4,
                List.of(new Track(3, BOX, 5, 6, 7, 4_000_000, TIME, sketch)),
                new Scene(sketch, TIME.capturedAt(), 40_000, 4_500_000, List.of(new Scene.Moment(sketch, 4_900_000))));

        try (Serde<StreamState> serde = StreamStates.serde()) {
            byte[] bytes = serde.serializer().serialize("", StreamStates.state("session", TIME, tracks));
            assertThat(StreamStates.tracks(serde.deserializer().deserialize("", bytes)))
                    .isEqualTo(tracks);
        }
    }

    @Test
    void aStateOfTheVersionBeforeAppearancesIsGoneOnFrom() throws IOException {
        Schema schema = schema("StreamState-1.avsc");
        GenericRecord track = new GenericRecordBuilder(
                        schema.getField("tracks").schema().getElementType())
                .set("number", 3L)
                .set("x", 1f)
                .set("y", 2f)
                .set("width", 3f)
                .set("height", 4f)
                .set("velocity_x", 5f)
                .set("velocity_y", 6f)
                .set("hits", 7)
                .set("first_seen", 4_000_000L)
                .set("last_sequence", 77L)
                .set("last_seen", 5_000_000L)
                .build();
        GenericRecord state = new GenericRecordBuilder(schema)
                .set("session", "session")
                .set("sequence", 77L)
                .set("captured_at", 5_000_000L)
                .set("next_number", 4L)
                .set("tracks", List.of(track))
                .build();
        ByteBuffer encoded = new BinaryMessageEncoder<GenericRecord>(GenericData.get(), schema).encode(state);
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);

        try (Serde<StreamState> serde = StreamStates.serde()) {
            assertThat(StreamStates.tracks(serde.deserializer().deserialize("", bytes)))
                    .isEqualTo(new Tracks(
                            4,
                            List.of(new Track(3, BOX, 5, 6, 7, 4_000_000, TIME, Sketch.NONE)),
                            new Scene(Sketch.NONE, 5_000_000, 0, Scene.NEVER, List.of())));
        }
    }

    private static Schema schema(String name) throws IOException {
        try (InputStream stream = Objects.requireNonNull(StreamStates.class.getResourceAsStream(name), name)) {
            return new Schema.Parser().parse(stream);
        }
    }
}
