package io.mien.ingest.topology;

import static io.mien.ingest.topology.DrivenTopology.SESSION;
import static io.mien.ingest.topology.DrivenTopology.STREAM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mien.keys.KeyFolder;
import io.mien.keys.KeyFolderAccess;
import io.mien.keys.MasterKey;
import io.mien.schemas.DeadLetterHeaders;
import io.mien.schemas.DeadLetterReason;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.registry.InMemorySchemaRegistry;
import io.mien.schemas.registry.RecordRegistry;
import io.mien.schemas.registry.SchemaRegistry;
import io.mien.schemas.sealing.NoKeys;
import io.mien.schemas.sealing.RecordSeal;
import io.mien.schemas.wire.RecordDeserializer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Camera frames that are sealed with their stream's key, before and after it is destroyed. */
final class SealedFramesTest {
    private static final byte[] KEY = STREAM.getBytes(UTF_8);

    @TempDir
    private Path folder;

    private final SchemaRegistry schemas = new InMemorySchemaRegistry();

    @BeforeEach
    void create() {
        Path master = folder.resolve("master-key.json");
        MasterKey.create(master);
        KeyFolder.create(folder.resolve("keys"), master.toString());
    }

    /** Keys that were opened now, so that nothing is remembered. */
    private SchemaRegistry keyed() {
        return new RecordRegistry(
                schemas,
                new KeyFolderAccess(
                                folder.resolve("keys").toString(),
                                folder.resolve("master-key.json").toString())
                        .open());
    }

    private DrivenTopology topology(String state, SchemaRegistry registry) {
        return new DrivenTopology(folder.resolve(state), registry);
    }

    private List<byte[]> sealedSquares(int frames) {
        List<byte[]> values = new ArrayList<>();
        try (DrivenTopology writer = topology("writer", keyed())) {
            for (int sequence = 0; sequence < frames; sequence++) {
                values.add(writer.bytes(TestFrames.square(STREAM, SESSION, sequence)));
            }
        }
        return values;
    }

    private static void assertReason(List<TestRecord<byte[], byte[]>> letters, DeadLetterReason reason, byte[] value) {
        assertThat(letters).hasSize(1);
        assertThat(DeadLetterHeaders.text(letters.get(0).headers(), DeadLetterHeaders.REASON))
                .contains(reason.name());
        assertThat(letters.get(0).value()).isEqualTo(value);
    }

    @Test
    void sealedFramesGiveTheFacesOfPlainOnesAndTheFacesAreSealedToo() throws Exception {
        try (DrivenTopology plain = topology("plain", schemas);
                DrivenTopology sealed = topology("sealed", keyed())) {
            plain.sendSquares(SESSION, 0, 10);
            sealedSquares(10).forEach(value -> sealed.send(KEY, value));

            List<FaceFrame> faces = sealed.faces();

            assertThat(faces).isEqualTo(plain.faces()).hasSize(7);
            assertThat(sealed.deadLetters()).isEmpty();
        }
        byte[] value = sealedSquares(1).get(0);
        RecordDeserializer<io.mien.schemas.avro.CameraFrame> withoutKeys =
                new RecordDeserializer<>(io.mien.schemas.avro.CameraFrame.class, schemas, NoKeys.NONE);
        assertThat(RecordSeal.isSealed(withoutKeys.read(value))).isTrue();
        assertThat(withoutKeys.read(value).getImage().remaining()).isZero();
    }

    @Test
    void framesOfAForgottenStreamAreCountedAndNobodyElseIsHarmed() {
        List<byte[]> values = sealedSquares(10);
        KeyFolder.of(folder.resolve("keys")).forget(STREAM, "test");

        try (DrivenTopology topology = topology("later", keyed())) {
            for (int sequence = 0; sequence < values.size(); sequence++) {
                topology.send(KEY, values.get(sequence));
                topology.send(TestFrames.square("door", SESSION, sequence));
            }

            assertThat(topology.faces())
                    .extracting(FaceFrame::getStreamId)
                    .containsOnly("door")
                    .hasSize(7);
            assertThat(topology.deadLetters()).isEmpty();
            assertThat(topology.counts().deadLetters()).isEqualTo(Map.of(DeadLetterReason.ERASED, 10L));
            topology.assertAllAccountedFor();
        }
    }

    @Test
    void aForgottenStreamThatGoesOnIsSealedWithANewKey() {
        List<byte[]> before = sealedSquares(3);
        KeyFolder.of(folder.resolve("keys")).forget(STREAM, "test");
        List<byte[]> after = sealedSquares(10);

        try (DrivenTopology topology = topology("later", keyed())) {
            before.forEach(value -> topology.send(KEY, value));
            after.forEach(value -> topology.send(KEY, value));

            assertThat(topology.faces()).hasSize(7);
            assertThat(topology.counts().deadLetters()).isEqualTo(Map.of(DeadLetterReason.ERASED, 3L));
        }
    }

    @Test
    void changedContentIsSetAsideAsItCame() {
        byte[] changed = sealedSquares(1).get(0);
        changed[changed.length / 2] ^= 1;

        try (DrivenTopology topology = topology("later", keyed())) {
            topology.send(KEY, changed);

            assertReason(topology.deadLetters(), DeadLetterReason.NOT_AUTHENTIC, changed);
        }
    }

    @Test
    void withoutKeysSealedFramesAreSetAsideAsTheyCame() {
        byte[] value = sealedSquares(1).get(0);

        try (DrivenTopology topology = topology("later", schemas)) {
            topology.send(KEY, value);

            assertReason(topology.deadLetters(), DeadLetterReason.UNKNOWN_KEY, value);
        }
    }
}
