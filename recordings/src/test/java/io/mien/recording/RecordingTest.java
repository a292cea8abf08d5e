package io.mien.recording;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.recording.Damage.Kind;
import io.mien.recording.RecordingManifest.Range;
import io.mien.schemas.Topic;
import io.mien.schemas.wire.SchemaReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordingTest {
    private static final int FRAMES = 20;
    private static final String FRAMES_FILE = "face-frames-00001.avro";

    @TempDir
    Path temporary;

    @Test
    void whatWasRecordedIsReadAgainAsItWas() {
        Path folder = recorded("whole");

        Recording recording = Recording.open(folder);

        List<Damage> damages = new ArrayList<>();
        List<RecordedRecord> frames = records(recording, Topic.FACE_FRAMES, damages);
        assertThat(frames).hasSize(FRAMES);
        for (int i = 0; i < FRAMES; i++) {
            RecordedRecord expected = frame(i);
            assertThat(frames.get(i).partition()).isEqualTo(expected.partition());
            assertThat(frames.get(i).offset()).isEqualTo(expected.offset());
            assertThat(frames.get(i).timestamp()).isEqualTo(expected.timestamp());
            assertThat(frames.get(i).key()).isEqualTo(expected.key());
            assertThat(frames.get(i).value()).isEqualTo(expected.value());
            assertThat(frames.get(i).sha256()).isEqualTo(expected.sha256());
        }
        assertThat(frames.get(0).headers().get(0).name()).isEqualTo("ce_id");
        assertThat(frames.get(0).headers().get(0).value()).isEqualTo("one".getBytes(UTF_8));
        assertThat(frames.get(0).headers().get(1).value()).isNull();
        assertThat(records(recording, Topic.EXPRESSIONS, damages)).hasSize(3);
        assertThat(damages).isEmpty();
        assertThat(recording.checkFiles()).isEmpty();
        assertThat(recording.schemas()).containsEntry(7, "\"string\"");
        assertThat(recording.manifest().drained()).isTrue();
        assertThat(recording.manifest().models()).containsExactly("sha256:model");
        assertThat(recording.manifest().ranges())
                .contains(new Range("face-frames", 0, 0, true, 10, 10, 1_000, 1_009))
                .contains(new Range("face-frames", 1, 100, false, 110, 10, 1_000, 1_009));
    }

    @Test
    void anyToolThatReadsAvroReadsIt() throws Exception {
        Path folder = recorded("whole");

        try (DataFileReader<GenericRecord> reader =
                new DataFileReader<>(folder.resolve(FRAMES_FILE).toFile(), new GenericDatumReader<>())) {
            assertThat(reader.getMetaString("avro.codec")).isEqualTo("zstandard");
            assertThat(reader.next().get("topic")).hasToString("face-frames");
        }
    }

    /** Every byte of the middle of the file, as far as time allows. */
    @Test
    void aChangedByteIsFoundAndTheFrameThatItCostsIsNamed() throws Exception {
        Path folder = recorded("whole");
        byte[] whole = Files.readAllBytes(folder.resolve(FRAMES_FILE));
        List<BlockEntry> blocks = blocks(folder);
        BlockEntry block = blocks.get(7);
        for (long at = block.start(); at < block.end(); at += 3) {
            byte[] changed = whole.clone();
            changed[(int) at] ^= 0x20;
            Files.write(folder.resolve(FRAMES_FILE), changed);

            List<Damage> damages = new ArrayList<>();
            List<RecordedRecord> frames = records(Recording.open(folder), Topic.FACE_FRAMES, damages);

            assertThat(damages).as("byte %d", at).isNotEmpty().allSatisfy(damage -> {
                assertThat(damage.isChange()).isTrue();
                assertThat(damage.message()).contains(damage.recordedSha256(), damage.foundSha256());
                assertThat(damage.foundSha256()).isNotEqualTo(damage.recordedSha256());
            });
            assertThat(damages.get(0).partition()).isEqualTo(frame(7).partition());
            assertThat(damages.get(0).firstOffset()).isEqualTo(frame(7).offset());
            assertThat(frames.size()).isBetween(FRAMES - 1, FRAMES);
            assertThat(Recording.open(folder).checkFiles())
                    .extracting(Damage::kind)
                    .containsExactly(Kind.FILE_CHANGED);
        }
    }

    @Test
    void aFrameThatIsChangedInAFileWrittenAnewIsNamedByItsDigests() throws Exception {
        Path folder = recorded("whole");
        rewrite(folder.resolve(FRAMES_FILE), 11);

        List<Damage> damages = new ArrayList<>();
        List<RecordedRecord> frames = records(Recording.open(folder), Topic.FACE_FRAMES, damages);

        assertThat(frames).hasSize(FRAMES);
        assertThat(damages).hasSize(1);
        assertThat(damages.get(0).kind()).isEqualTo(Kind.RECORD_CHANGED);
        assertThat(damages.get(0).firstOffset()).isEqualTo(frame(11).offset());
        assertThat(damages.get(0).recordedSha256()).isEqualTo(frame(11).sha256());
        assertThat(damages.get(0).foundSha256()).isEqualTo(frames.get(11).foundSha256());
    }

    @Test
    void aRecordingThatWasCutOffIsReadUpToItsLastWholeBlockAndSaysSo() throws Exception {
        Path folder = temporary.resolve("cut");
        RecordingWriter killed = unfinished(folder);
        killed.flush();
        Path file = folder.resolve(FRAMES_FILE);
        byte[] all = Files.readAllBytes(file);
        BlockEntry last = blocks(folder).get(FRAMES - 1);
        byte[] cut = java.util.Arrays.copyOf(all, (int) (last.start() + 40));
        Files.write(file, cut);

        Recording recording = Recording.open(folder);
        List<Damage> damages = new ArrayList<>();
        List<RecordedRecord> frames = records(recording, Topic.FACE_FRAMES, damages);

        assertThat(frames).hasSize(FRAMES - 1);
        assertThat(damages).extracting(Damage::kind).containsExactly(Kind.CUT_OFF);
        assertThat(damages.get(0).message()).contains("cut off at byte " + last.start() + " of " + cut.length);
        assertThat(damages.get(0).isChange()).isFalse();
        assertThat(recording.checkFiles()).extracting(Damage::kind).containsExactly(Kind.CUT_OFF);
        killed.close();
    }

    @Test
    void oneThatWasCutOffIsGoneOnWithWhereItEnded() throws Exception {
        Path folder = temporary.resolve("resumed");
        RecordingWriter killed = unfinished(folder);
        killed.flush();
        Path file = folder.resolve(FRAMES_FILE);
        Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), (int) (Files.size(file) - 5)));

        RecordingWriter resumed = RecordingWriter.resume(folder, List.of());
        assertThat(resumed.end("face-frames", 0)).isEqualTo(10);
        assertThat(resumed.end("face-frames", 1)).isEqualTo(109);
        resumed.append(frame(FRAMES - 1));
        String sha256 = resumed.finish(false);
        resumed.close();

        Recording recording = Recording.open(folder);
        List<Damage> damages = new ArrayList<>();
        assertThat(records(recording, Topic.FACE_FRAMES, damages)).hasSize(FRAMES);
        assertThat(records(recording, Topic.EXPRESSIONS, damages)).hasSize(3);
        assertThat(damages).isEmpty();
        assertThat(recording.checkFiles()).isEmpty();
        assertThat(recording.sha256()).isEqualTo(sha256);
        assertThat(recording.manifest().ranges())
                .contains(new Range("face-frames", 1, 100, false, 110, 10, 1_000, 1_009));
    }

    @Test
    void oneThatCameToItsEndIsNotGoneOnWithAndNothingIsWrittenOver() {
        Path folder = recorded("whole");

        assertThatThrownBy(() -> RecordingWriter.resume(folder, List.of()))
                .isInstanceOf(RecordingException.class)
                .hasMessageContaining("came to its end");
        assertThatThrownBy(() -> RecordingWriter.create(folder, List.of()))
                .isInstanceOf(RecordingException.class)
                .hasMessageContaining("something is there already");
    }

    @Test
    void oneOfOtherStreamsOrOfAnotherClusterIsNotGoneOnWith() {
        Path folder = temporary.resolve("of-left");
        try (RecordingWriter writer = RecordingWriter.create(folder, List.of("left", "right"))) {
            writer.cluster("cluster-1");
        }

        assertThatThrownBy(() -> RecordingWriter.resume(folder, List.of("left")))
                .isInstanceOf(RecordingException.class)
                .hasMessageContaining("is of the streams left, right, not of the streams left (expected: ");
        assertThatThrownBy(() -> RecordingWriter.resume(folder, List.of()))
                .isInstanceOf(RecordingException.class)
                .hasMessageContaining("not of all streams");
        try (RecordingWriter writer = RecordingWriter.resume(folder, List.of("right", "left"))) {
            writer.cluster("cluster-1");
            assertThatThrownBy(() -> writer.cluster("cluster-2"))
                    .isInstanceOf(RecordingException.class)
                    .hasMessageContaining("is of the Kafka cluster cluster-1, and this is cluster-2 (expected: ");
        }
    }

    @Test
    void whatIsNoRecordingIsRefusedWithASentence() throws IOException {
        assertThatThrownBy(() -> Recording.open(temporary))
                .isInstanceOf(RecordingException.class)
                .hasMessageContaining("no recording.json");
        Files.writeString(temporary.resolve("recording.json"), "{\"format\": 1");
        assertThatThrownBy(() -> Recording.open(temporary))
                .isInstanceOf(RecordingException.class)
                .hasMessageContaining("no manifest of a recording");
        String manifest = Files.readString(recorded("whole").resolve("recording.json"));
        Files.writeString(
                temporary.resolve("recording.json"),
                manifest.replace("\"id\" : 7,", "\"id\" : 0, \"guid\" : \"../../seven\","));
        assertThatThrownBy(() -> Recording.open(temporary))
                .isInstanceOf(RecordingException.class)
                .hasMessageContaining("no manifest of a recording")
                .hasMessageContaining("../../seven");
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        Path folder = recorded("whole");
        Files.delete(folder.resolve("schemas/7.avsc"));
        Files.delete(folder.resolve(FRAMES_FILE));

        assertThat(Recording.open(folder).checkFiles())
                .extracting(Damage::kind, Damage::file)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple(Kind.FILE_MISSING, "schemas/7.avsc"),
                        org.assertj.core.api.Assertions.tuple(Kind.FILE_MISSING, FRAMES_FILE));
    }

    private Path recorded(String name) {
        Path folder = temporary.resolve(name);
        try (RecordingWriter writer = unfinished(folder)) {
            String unused = writer.finish(true);
        }
        return folder;
    }

    private static RecordingWriter unfinished(Path folder) {
        RecordingWriter writer = RecordingWriter.create(folder, List.of());
        writer.begin("face-frames", 0, 0, true);
        writer.begin("face-frames", 1, 100, false);
        writer.schema(new SchemaReference.Id(7), "\"string\"");
        writer.model("sha256:model");
        for (int i = 0; i < FRAMES; i++) {
            writer.append(frame(i));
        }
        for (int i = 0; i < 3; i++) {
            writer.append(RecordedRecord.of("expressions", 0, i, 2_000 + i, null, List.of(), new byte[] {(byte) i}));
        }
        return writer;
    }

    /** The first ten of partition 0, the others of partition 1 from offset 100 on. */
    private static RecordedRecord frame(int index) {
        byte[] value = new byte[600];
        new Random(index).nextBytes(value);
        int partition = index / 10;
        return RecordedRecord.of(
                "face-frames",
                partition,
                partition * 100L + index % 10,
                1_000L + index % 10,
                ("stream-" + index).getBytes(UTF_8),
                List.of(new RecordedHeader("ce_id", "one".getBytes(UTF_8)), new RecordedHeader("none", null)),
                value);
    }

    private static List<RecordedRecord> records(Recording recording, Topic topic, List<Damage> damages) {
        List<RecordedRecord> records = new ArrayList<>();
        try (RecordReader reader = recording.read(topic, damages::add)) {
            for (Optional<RecordedRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                records.add(next.get());
            }
        }
        return records;
    }

    private static List<BlockEntry> blocks(Path folder) throws IOException {
        List<BlockEntry> entries = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("face-frames-00001.blocks"))) {
            BlockEntry entry = BlockEntry.parse(line);
            if (entry != null) {
                entries.add(entry);
            }
        }
        return entries;
    }

    /** As somebody with Avro's tools would: all records in one block, a byte of one value changed. */
    private static void rewrite(Path file, int changed) throws IOException {
        List<GenericRecord> records = new ArrayList<>();
        try (DataFileReader<GenericRecord> reader = new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
            reader.forEach(records::add);
        }
        java.nio.ByteBuffer value = (java.nio.ByteBuffer) records.get(changed).get("value");
        value.put(30, (byte) (value.get(30) ^ 1));
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<GenericRecord>(
                        new GenericDatumWriter<>(RecordedRecord.SCHEMA))
                .create(RecordedRecord.SCHEMA, file.toFile())) {
            for (GenericRecord record : records) {
                writer.append(record);
            }
        }
    }
}
