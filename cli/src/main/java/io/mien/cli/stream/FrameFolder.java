package io.mien.cli.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mien.recording.Damage;
import io.mien.recording.RecordReader;
import io.mien.recording.RecordedRecord;
import io.mien.recording.RecordedSchemas;
import io.mien.recording.Recording;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.Topic;
import io.mien.schemas.avro.ExpressionReading;
import io.mien.schemas.avro.FaceFrame;
import io.mien.schemas.avro.ImageEncoding;
import io.mien.schemas.json.RecordJson;
import io.mien.schemas.sealing.RecordSeal;
import io.mien.schemas.wire.RecordDeserializer;
import java.awt.image.BufferedImage;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import javax.imageio.ImageIO;
import org.apache.avro.specific.SpecificRecord;

/**
 * A recording's face frames as pictures in files, and what belongs to them as JSON lines: for those who want to look at them
 * or label them with tools that know nothing of Kafka. Pictures are the bytes that were recorded, but for raw ones, which
 * become PNG.
 */
final class FrameFolder {
    private static final int LONGEST_NAME = 120;

    private final Recording recording;
    private final Path folder;
    private final RecordDeserializer<FaceFrame> frames;
    private final RecordDeserializer<ExpressionReading> readings;

    /**
     * @param folder empty, or not there yet
     */
    FrameFolder(Recording recording, Path folder) {
        this.recording = recording;
        this.folder = folder;
        RecordedSchemas schemas = RecordedSchemas.of(recording);
        this.frames = new RecordDeserializer<>(FaceFrame.class, schemas);
        this.readings = new RecordDeserializer<>(ExpressionReading.class, schemas);
    }

    /**
     * Writes all: {@code frames.jsonl}, {@code readings.jsonl} and {@code STREAM/SUBJECT/SEQUENCE.jpg}.
     *
     * @param progress told of the number of records so far
     * @param damages is told of what is not as it was recorded; what can be read is written
     * @throws IOException if the disk does not take it
     */
    void write(LongConsumer progress, Consumer<Damage> damages) throws IOException {
        Files.createDirectories(folder);
        lines(Topic.FACE_FRAMES, "frames.jsonl", this::frame, progress, damages);
        lines(
                Topic.EXPRESSIONS,
                "readings.jsonl",
                record -> RecordJson.object(record.read(readings)),
                count -> {},
                damages);
    }

    private interface Line {
        ObjectNode of(RecordedRecord record) throws RefusedRecordException, IOException;
    }

    private void lines(Topic topic, String file, Line line, LongConsumer progress, Consumer<Damage> damages)
            throws IOException {
        long count = 0;
        try (RecordReader reader = recording.read(topic, damages);
                BufferedWriter writer = Files.newBufferedWriter(folder.resolve(file), UTF_8)) {
            for (Optional<RecordedRecord> next = reader.next(); next.isPresent(); next = reader.next()) {
                RecordedRecord record = next.get();
                ObjectNode object;
                try {
                    object = line.of(record);
                } catch (RefusedRecordException e) {
                    object = JsonNodeFactory.instance.objectNode();
                    object.put("refused", e.getMessage());
                }
                object.put("topic", record.topic());
                object.put("partition", record.partition());
                object.put("offset", record.offset());
                object.put("record_sha256", record.sha256());
                writer.write(RecordJson.line(object));
                writer.newLine();
                count++;
                progress.accept(count);
            }
        }
    }

    private ObjectNode frame(RecordedRecord record) throws RefusedRecordException, IOException {
        FaceFrame frame = record.read(frames);
        ObjectNode object = RecordJson.object((SpecificRecord) frame);
        Optional<String> seal = RecordSeal.keyId(frame);
        if (frame.getTrackEnded()) {
            object.putNull("file");
        } else if (seal.isPresent()) {
            // What can be read by those with the key only, stays where it is.
            object.putNull("file");
            object.put("sealed_with", seal.get());
        } else {
            String file = name(frame.getStreamId()) + "/" + name(frame.getSubjectId()) + "/" + frame.getSequence()
                    + suffix(frame);
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.write(path, picture(frame));
            object.put("file", file);
        }
        return object;
    }

    /** A raw picture whose size is not what it says stays as it is. */
    private static String suffix(FaceFrame frame) {
        return switch (frame.getEncoding()) {
            case JPEG -> ".jpg";
            case PNG -> ".png";
            case RGB24 -> isWhole(frame) ? ".png" : ".bin";
            case UNKNOWN -> ".bin";
        };
    }

    private static boolean isWhole(FaceFrame frame) {
        return frame.getWidth() > 0
                && frame.getHeight() > 0
                && 3L * frame.getWidth() * frame.getHeight() == frame.getImage().remaining();
    }

    private static byte[] picture(FaceFrame frame) throws IOException {
        ByteBuffer image = frame.getImage().duplicate();
        byte[] bytes = new byte[image.remaining()];
        image.get(bytes);
        if (frame.getEncoding() != ImageEncoding.RGB24 || !isWhole(frame)) {
            return bytes;
        }
        BufferedImage pixels = new BufferedImage(frame.getWidth(), frame.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < bytes.length; i += 3) {
            int pixel = i / 3;
            pixels.setRGB(
                    pixel % frame.getWidth(),
                    pixel / frame.getWidth(),
                    (bytes[i] & 0xFF) << 16 | (bytes[i + 1] & 0xFF) << 8 | (bytes[i + 2] & 0xFF));
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(pixels, "png", png);
        return png.toByteArray();
    }

    /** An id as a file's name, in which nothing leads elsewhere: percent-encoded, and without a dot at its beginning. */
    static String name(String id) {
        String encoded = URLEncoder.encode(id, UTF_8).replace("*", "%2A");
        String safe = encoded.startsWith(".") ? "%2E" + encoded.substring(1) : encoded;
        return safe.length() <= LONGEST_NAME
                ? safe
                : safe.substring(0, LONGEST_NAME - 9) + "-" + "%08x".formatted(id.hashCode());
    }
}
