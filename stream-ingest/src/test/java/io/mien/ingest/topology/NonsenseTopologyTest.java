package io.mien.ingest.topology;

import static io.mien.ingest.topology.DrivenTopology.SESSION;
import static io.mien.ingest.topology.DrivenTopology.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.avro.CameraFrame;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.nonsense.NonsenseCameraFrames;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that fit the schema and make no sense: each is counted or set aside, and harms no other stream. */
final class NonsenseTopologyTest {
    private static final int RECORDS = 1_000;
    private static final int GOOD_ONES = 10;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void nonsenseOfAnySeedIsAccountedForAndHarmsNobodyElse(long seed) {
        try (DrivenTopology topology = new DrivenTopology(folder)) {
            NonsenseCameraFrames nonsense = new NonsenseCameraFrames(seed, List.of());
            for (int sequence = 0; sequence < GOOD_ONES; sequence++) {
                for (int i = 0; i < RECORDS / GOOD_ONES; i++) {
                    CameraFrame frame = nonsense.next();
                    topology.send(nonsense.key(frame), topology.bytes(frame));
                }
                topology.sendSquares(SESSION, sequence, sequence + 1);
            }

            List<FaceFrame> faces = topology.faces();
            assertThat(faces.stream().filter(face -> face.getStreamId().equals(STREAM)))
                    .extracting(FaceFrame::getSequence)
                    .containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L);
            // Much of it gets far, or nothing but the first rules would be tried.
            assertThat(faces).hasSizeGreaterThan(RECORDS / 20);
            assertThat(topology.counts().received()).isEqualTo(RECORDS + GOOD_ONES);
            topology.assertAllAccountedFor();
            assertThat(topology.deadLetters()).hasSize((int) topology.counts().deadLettersTotal());
            // The net holds; but what it catches shows that a rule is missing.
            assertThat(topology.counts().deadLetters()).doesNotContainKey(DeadLetterReason.UNEXPECTED);
        }
    }
}
