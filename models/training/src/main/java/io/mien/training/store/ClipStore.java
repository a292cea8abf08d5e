package io.mien.training.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.models.ModelException;
import io.mien.pictures.RgbImage;
import io.mien.training.augmentation.FaceAugmentation;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/**
 * A file of rendered clips with what the renderer knows of them (docs/clip-store.md). It is read by position, so a
 * store may be larger than memory, and the system decides which pages to keep.
 *
 * <p>Threads: all methods but {@link #close()} may be called by several threads at once.
 */
public final class ClipStore implements AutoCloseable {
    private static final byte[] MAGIC = "MIENCLIP".getBytes(StandardCharsets.US_ASCII);
    private static final int FORMAT = 1;
    private static final int PREAMBLE = 16;
    private static final int LONGEST_HEADER = 1 << 24;
    private static final int RECORD_PREAMBLE = 16;
    /** In floats a landmark. */
    private static final int COORDINATES = 2;

    private final Path file;
    private final FileChannel channel;
    private final Header header;
    private final int clips;
    private final int[] persons;
    private final int[] labels;

    /**
     * What the file says of all its clips.
     *
     * @param firstRecord its offset in bytes
     * @param recordBytes of each
     * @param frames of a clip
     * @param size of a frame's side, in pixels
     * @param labels names, by index
     * @param weights names of the expression weights
     * @param landmarks points of a frame
     * @param templateOrigin where in a frame the aligned square begins, in pixels from the left and from the top
     * @param templateSize side of the aligned square
     */
    public record Header(
            long firstRecord,
            long recordBytes,
            int frames,
            int size,
            List<String> labels,
            List<String> weights,
            int landmarks,
            double templateOrigin,
            double templateSize) {
        public Header {
            labels = List.copyOf(labels);
            weights = List.copyOf(weights);
        }

        int frameBytes() {
            return 3 * size * size;
        }

        private long offsetOfWeights() {
            return RECORD_PREAMBLE + 4L * frames;
        }

        private long offsetOfLandmarks() {
            return offsetOfWeights() + 4L * frames * weights.size();
        }

        private long offsetOfFrames() {
            return offsetOfLandmarks() + 4L * frames * landmarks * COORDINATES;
        }
    }

    /**
     * The knowledge of one frame.
     *
     * @param intensity of the label's expression, 0 to 1
     * @param weights of the expression's parts
     * @param landmarks x and y in pixels of the frame
     */
    @SuppressWarnings("ArrayRecordComponent") // made for each caller
    public record Annotation(float intensity, float[] weights, float[] landmarks) {}

    private ClipStore(Path file, FileChannel channel, Header header, int clips, int[] persons, int[] labels) {
        this.file = file;
        this.channel = channel;
        this.header = header;
        this.clips = clips;
        this.persons = persons;
        this.labels = labels;
    }

    /** True if a file begins as a store does. */
    public static boolean isStore(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer magic = ByteBuffer.allocate(MAGIC.length);
            return channel.read(magic, 0) == MAGIC.length && Arrays.equals(magic.array(), MAGIC);
        } catch (IOException e) {
            return false; // the code that opens it as something else says why it cannot be read
        }
    }

    /**
     * Opens a store.
     *
     * @throws ModelException if it is none, or none that this version reads
     */
    public static ClipStore open(Path file) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            Header header = readHeader(file, channel);
            int clips = Math.toIntExact((channel.size() - header.firstRecord) / header.recordBytes);
            int[] persons = new int[clips];
            int[] labels = new int[clips];
            for (int clip = 0; clip < clips; clip++) {
                ByteBuffer preamble = read(channel, header.firstRecord + clip * header.recordBytes, RECORD_PREAMBLE);
                persons[clip] = preamble.getInt(4);
                labels[clip] = preamble.getInt(8);
                if (labels[clip] < 0 || labels[clip] >= header.labels.size()) {
                    throw new ModelException("clip store " + file + ": clip " + clip + " has label " + labels[clip]
                            + " (expected: an index into " + header.labels + ")");
                }
            }
            return new ClipStore(file, channel, header, clips, persons, labels);
        } catch (IOException | RuntimeException e) {
            if (channel != null) {
                closeQuietly(channel, e);
            }
            if (e instanceof ModelException known) {
                throw known;
            }
            throw new ModelException("clip store " + file + ": cannot be read: " + e, e);
        }
    }

    private static void closeQuietly(FileChannel channel, Exception reason) {
        try {
            channel.close();
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private static Header readHeader(Path file, FileChannel channel) throws IOException {
        ByteBuffer preamble = read(channel, 0, PREAMBLE);
        byte[] magic = new byte[MAGIC.length];
        preamble.get(0, magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new ModelException(
                    "clip store " + file + ": begins otherwise (expected: a file that" + " `mien faces render` wrote)");
        }
        int format = preamble.getInt(8);
        int firstRecord = preamble.getInt(12);
        if (format != FORMAT || firstRecord <= PREAMBLE || firstRecord > LONGEST_HEADER) {
            throw new ModelException("clip store " + file + ": format " + format + ", first record at " + firstRecord
                    + " (expected: format " + FORMAT + ")");
        }
        JsonNode json = new ObjectMapper()
                .readTree(read(channel, PREAMBLE, firstRecord - PREAMBLE).array());
        Header header = new Header(
                firstRecord,
                number(file, json, "record_bytes").longValue(),
                number(file, json, "frames").intValue(),
                number(file, json, "size").intValue(),
                texts(json.path("labels")),
                texts(json.path("weights")),
                number(file, json, "landmarks").intValue(),
                number(file, json, "template_origin").doubleValue(),
                number(file, json, "template_size").doubleValue());
        long least = header.offsetOfFrames() + (long) header.frames * header.frameBytes();
        if (header.frames < 1 || header.size < 8 || header.labels.size() < 2 || header.recordBytes < least) {
            throw new ModelException(
                    "clip store " + file + ": " + header + " (expected: records of at least " + least + " bytes)");
        }
        return header;
    }

    private static JsonNode number(Path file, JsonNode json, String key) {
        JsonNode value = json.path(key);
        if (!value.isNumber()) {
            throw new ModelException("clip store " + file + ": " + key + " is " + value + " (expected: a number)");
        }
        return value;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }

    public Path file() {
        return file;
    }

    public Header header() {
        return header;
    }

    /** How many whole clips there are. */
    public int clips() {
        return clips;
    }

    /** A clip's label, as an index. */
    public int label(int clip) {
        return labels[clip];
    }

    /** The number of the person; no two splits of one rendering share a person. */
    public int person(int clip) {
        return persons[clip];
    }

    /** The weight of a label's expression in one frame, 0 to 1. */
    public float[] intensities(int clip) {
        float[] intensities = new float[header.frames];
        read(clip, RECORD_PREAMBLE, 4 * header.frames).asFloatBuffer().get(intensities);
        return intensities;
    }

    /** What is known of a frame. */
    public Annotation annotation(int clip, int frame) {
        float[] weights = new float[header.weights.size()];
        read(clip, header.offsetOfWeights() + 4L * frame * weights.length, 4 * weights.length)
                .asFloatBuffer()
                .get(weights);
        float[] landmarks = new float[COORDINATES * header.landmarks];
        read(clip, header.offsetOfLandmarks() + 4L * frame * landmarks.length, 4 * landmarks.length)
                .asFloatBuffer()
                .get(landmarks);
        float intensity = read(clip, RECORD_PREAMBLE + 4L * frame, 4).getFloat(0);
        return new Annotation(intensity, weights, landmarks);
    }

    /** A frame, {@code [size, size, 3] uint8}. */
    public byte[] frame(int clip, int frame) {
        return read(clip, header.offsetOfFrames() + (long) frame * header.frameBytes(), header.frameBytes())
                .array();
    }

    /** A frame as it is, with the margin around the aligned square. */
    public RgbImage picture(int clip, int frame) {
        return new RgbImage(header.size(), header.size(), frame(clip, frame));
    }

    /**
     * A clip's frames as a model sees them: the aligned square alone, at the model's size.
     *
     * @return {@code [frames][size, size, 3] uint8}
     */
    public List<byte[]> pictures(int clip, int size) {
        FaceAugmentation none = new FaceAugmentation(FaceAugmentation.Settings.NONE, size);
        FaceAugmentation.Draw draw = none.draw(new SplittableRandom(0), header.templateOrigin(), header.templateSize());
        List<byte[]> pictures = new ArrayList<>();
        for (int frame = 0; frame < header.frames(); frame++) {
            pictures.add(none.apply(draw, frame(clip, frame), header.size(), new SplittableRandom(0)));
        }
        return pictures;
    }

    /**
     * Reads everything once and holds it against its checksums.
     *
     * @throws ModelException if a clip is not what was written
     */
    public void requireIntact() {
        for (int clip = 0; clip < clips; clip++) {
            ByteBuffer record = read(clip, 0, Math.toIntExact(header.recordBytes));
            CRC32 crc = new CRC32();
            crc.update(record.slice(RECORD_PREAMBLE, record.capacity() - RECORD_PREAMBLE));
            if ((int) crc.getValue() != record.getInt(12)) {
                throw new ModelException("clip store " + file + ": clip " + clip
                        + " has changed since it was written (expected: its checksum; render the store again)");
            }
        }
    }

    private ByteBuffer read(int clip, long offset, int bytes) {
        try {
            return read(channel, header.firstRecord + clip * header.recordBytes + offset, bytes);
        } catch (IOException e) {
            throw new ModelException("clip store " + file + ": clip " + clip + " cannot be read: " + e, e);
        }
    }

    private static ByteBuffer read(FileChannel channel, long position, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new EOFException("ends at " + channel.size() + " bytes");
            }
        }
        return buffer.flip();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new ModelException("clip store " + file + ": cannot be closed: " + e, e);
        }
    }
}
