package io.mien.ingest.topology;

import static io.mien.ingest.topology.DrivenTopology.SESSION;
import static io.mien.ingest.topology.DrivenTopology.STREAM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mien.schemas.DeadLetterHeaders;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.FaceFrame;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What bad frames come to, and that the others are as without them. */
final class SetAsideFramesTest {
    private static final byte[] KEY = STREAM.getBytes(UTF_8);

    @TempDir
    private Path folder;

    private DrivenTopology topology;

    @BeforeEach
    void start() {
        topology = new DrivenTopology(folder);
    }

    @AfterEach
    void stop() {
        topology.close();
    }

    @Test
    void badInputIsSetAsideAsItCameAndChangesNothingForTheOthers() {
        topology.sendSquares(SESSION, 0, 20);
        List<FaceFrame> undisturbed = topology.faces();
        topology.close();
        topology = new DrivenTopology(folder);

        Map<DeadLetterReason, Long> expected = new EnumMap<>(DeadLetterReason.class);
        int sequence = 0;
        for (BadCameraFrame bad : BadCameraFrame.all(topology::bytes)) {
            topology.sendSquares(SESSION, sequence, sequence + 1);
            sequence++;
            RecordHeaders headers = new RecordHeaders(List.of(new RecordHeader("trace", "abc".getBytes(UTF_8))));
            topology.send(new TestRecord<>(bad.key(), bad.value(), headers));
            assertThat(topology.deadLetters()).as(bad.name()).hasSize(1).allSatisfy(letter -> {
                assertThat(letter.key()).isEqualTo(bad.key());
                assertThat(letter.value()).isEqualTo(bad.value());
                assertThat(header(letter, "trace")).contains("abc");
                assertThat(header(letter, DeadLetterHeaders.REASON))
                        .contains(bad.reason().name());
                assertThat(header(letter, DeadLetterHeaders.TOPIC)).contains("camera-frames");
            });
            expected.merge(bad.reason(), 1L, Long::sum);
        }
        topology.sendSquares(SESSION, sequence, 20);

        assertThat(topology.faces()).isEqualTo(undisturbed);
        assertThat(topology.counts().deadLetters()).isEqualTo(expected);
        topology.assertAllAccountedFor();
    }

    @Test
    void millisecondsForMicrosecondsAreSetAsideWithAHint() {
        for (int sequence = 0; sequence < 5; sequence++) {
            CameraFrame frame = TestFrames.square(STREAM, SESSION, sequence);
            long millis = frame.getCapturedAt().toEpochMilli();
            topology.send(CameraFrame.newBuilder(frame)
                    .setCapturedAt(Instant.EPOCH.plus(millis, ChronoUnit.MICROS))
                    .build());
        }

        assertThat(topology.deadLetters())
                .hasSize(5)
                .allSatisfy(letter -> assertThat(header(letter, DeadLetterHeaders.MESSAGE))
                        .hasValueSatisfying(message -> assertThat(message)
                                .contains("as milliseconds it would be 2026-01-01T00:00:00Z: if it is meant so,"
                                        + " multiply by 1,000")));
        topology.assertAllAccountedFor();
    }

    @Test
    void aDeadLetterSaysWhereItsRecordLies() {
        topology.sendSquares(SESSION, 0, 3);
        topology.send(KEY, "x".getBytes(UTF_8));

        assertThat(topology.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(header(letter, DeadLetterHeaders.PARTITION)).contains("0");
            assertThat(header(letter, DeadLetterHeaders.OFFSET)).contains("3");
        });
    }

    @Test
    void deadLettersKeepTheirFirstHeaders() {
        byte[] earlier = "earlier".getBytes(UTF_8);
        RecordHeaders headers = new RecordHeaders(List.of(new RecordHeader(DeadLetterHeaders.TOPIC, earlier)));
        topology.send(new TestRecord<>(KEY, "x".getBytes(UTF_8), headers));

        List<Header> topics = new ArrayList<>();
        topology.deadLetters().get(0).headers().headers(DeadLetterHeaders.TOPIC).forEach(topics::add);
        assertThat(topics).hasSize(2);
        assertThat(topics.get(0).value()).isEqualTo(earlier);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2300-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "+294247-01-10T04:00:54.775807Z"})
    void aTimeFarInTheFutureIsSetAsideAndItsStreamGoesOn(String time) {
        topology.sendSquares(SESSION, 0, 5);
        topology.send(TestFrames.builder(STREAM, SESSION, 5)
                .setCapturedAt(Instant.parse(time))
                .build());
        topology.sendSquares(SESSION, 6, 10);

        assertThat(topology.deadLetters())
                .singleElement()
                .satisfies(letter ->
                        assertThat(header(letter, DeadLetterHeaders.REASON)).contains("CAPTURED_IN_FUTURE"));
        assertThat(topology.faces()).extracting(FaceFrame::getSequence).containsExactly(3L, 4L, 6L, 7L, 8L, 9L);
        topology.assertAllAccountedFor();
    }

    private static Optional<String> header(TestRecord<byte[], byte[]> letter, String name) {
        return DeadLetterHeaders.text(letter.headers(), name);
    }
}
