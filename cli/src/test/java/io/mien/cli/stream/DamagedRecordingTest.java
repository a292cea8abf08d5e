package io.mien.cli.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mien.cli.InProcessMien;
import io.mien.cli.terminal.ExitCode;
import io.mien.keys.KeyFolder;
import io.mien.keys.MasterKey;
import io.mien.recording.RecordedRecord;
import io.mien.recording.RecordedSchemas;
import io.mien.recording.Recording;
import io.mien.recording.RecordingWriter;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.ImageEncoding;
import io.mien.schemas.wire.RecordSerializer;
import io.mien.schemas.wire.SchemaReference;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands that read a recording say of one that was damaged. */
class DamagedRecordingTest {
    private static final int FRAMES = 5;

    @TempDir
    private Path folder;

    private Path recording = Path.of("");

    @BeforeEach
    void record() {
        recording = folder.resolve("recording");
        RecordedSchemas schemas = RecordedSchemas.none();
        RecordSerializer<FaceFrame> serializer = new RecordSerializer<>(FaceFrame.class, Topic.FACE_FRAMES, schemas);
        try (RecordingWriter writer = RecordingWriter.create(recording, List.of())) {
            writer.schema(new SchemaReference.Id(1), FaceFrame.getClassSchema().toString());
            for (int i = 0; i < FRAMES; i++) {
                FaceFrame frame = FaceFrame.newBuilder()
                        .setStreamId("hall")
                        .setSubjectId("s1")
                        .setSequence(i)
                        .setCapturedAt(Instant.EPOCH.plusMillis(40L * i))
                        .setEncoding(ImageEncoding.RGB24)
                        .setWidth(1)
                        .setHeight(1)
                        .setImage(ByteBuffer.wrap(new byte[] {1, 2, 3}))
                        .build();
                writer.append(RecordedRecord.of(
                        "face-frames", 0, i, 0, "hall".getBytes(UTF_8), List.of(), serializer.serialize(frame)));
            }
            String unused = writer.finish(true);
        }
    }

    private Path segment() throws Exception {
        try (Stream<Path> files = Files.list(recording)) {
            return files.filter(file -> file.toString().endsWith(".avro"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private InProcessMien.Result toFiles() {
        return InProcessMien.run(
                "replay",
                "--recording",
                recording.toString(),
                "--to-files",
                folder.resolve("files").toString());
    }

    @Test
    void aWholeRecordingIsWrittenWithoutAWord() {
        InProcessMien.Result result = toFiles();

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("wrote 5 face frames");
    }

    @Test
    void aCutFileIsToldAndWhatLiesBeforeTheCutIsWritten() throws Exception {
        byte[] bytes = Files.readAllBytes(segment());
        Files.write(segment(), Arrays.copyOf(bytes, bytes.length - 10));

        InProcessMien.Result result = toFiles();

        assertThat(result.refusal(ExitCode.INPUT))
                .contains("1 place is not as written; what can be read was written")
                .contains("cut off at byte");
        assertThat(result.out()).contains("wrote 4 face frames");
    }

    @Test
    void aMissingFileIsTold() throws Exception {
        Files.delete(segment());

        assertThat(toFiles().refusal(ExitCode.INPUT)).contains(": not there");
    }

    @Test
    void whatForgettingCouldNotCountIsTold() throws Exception {
        Files.delete(segment());

        Path keys = folder.resolve("keys");
        Path master = folder.resolve("master");
        MasterKey.create(master);
        KeyFolder.create(keys, master.toString());

        SealedShare share = SealedShare.of(Recording.open(recording), "hall", KeyFolder.of(keys));

        assertThat(share.line()).contains("0 plain; 1 place not as written (may hold more");
    }
}
