package io.mien.faces.clips;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mien.faces.mesh.FaceKit;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/** Makes the bytes of a clip store, as docs/clip-store.md describes them. */
public final class ClipStoreFormat {
    static final int FORMAT = 1;
    static final byte[] MAGIC = "MIENCLIP".getBytes(StandardCharsets.US_ASCII);

    /** Changes whenever the same seed gives other pictures than before. */
    static final String GENERATOR = "synthetic-faces 2";

    private static final int HEADER_STEP = 4096;
    private static final int RECORD_STEP = 8;
    private static final int CHECKED_FROM = 16;

    private final SplitPlan plan;

    ClipStoreFormat(SplitPlan plan) {
        this.plan = plan;
    }

    /** Names of the weights that each frame has. */
    public static List<String> weights() {
        return Movements.RECORDED;
    }

    /** Length of a record, bytes. */
    int recordBytes() {
        int numbers = plan.frames() * (1 + weights().size() + 2 * FaceKit.LANDMARKS);
        int bytes = CHECKED_FROM + Float.BYTES * numbers + plan.frames() * 3 * plan.size() * plan.size();
        return roundedUp(bytes, RECORD_STEP);
    }

    private static int roundedUp(int bytes, int step) {
        return (bytes + step - 1) / step * step;
    }

    /** All that stands before the first record. */
    byte[] header() {
        byte[] json = json().getBytes(StandardCharsets.UTF_8);
        byte[] header = new byte[roundedUp(CHECKED_FROM + json.length, HEADER_STEP)];
        Arrays.fill(header, (byte) ' ');
        ByteBuffer.wrap(header)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .putInt(FORMAT)
                .putInt(header.length)
                .put(json);
        return header;
    }

    private String json() {
        AlignedSquare square = AlignedSquare.inFrame(plan.size());
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = mapper.createObjectNode();
        json.put("frames", plan.frames());
        json.put("size", plan.size());
        json.set("labels", mapper.valueToTree(Expression.labels()));
        json.set("weights", mapper.valueToTree(weights()));
        json.put("landmarks", FaceKit.LANDMARKS);
        json.put("template_origin", square.origin());
        json.put("template_size", square.size());
        json.put("record_bytes", recordBytes());
        json.put("split", plan.split().label());
        json.put("seed", plan.seed());
        json.put("clips", plan.clips());
        json.put("clips_of_person", plan.clipsOfPerson());
        json.put("generator", GENERATOR);
        try {
            return mapper.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the header of " + plan, e); // it is made of numbers and names
        }
    }

    /** @param record of {@link #recordBytes()}, overwritten */
    void write(RenderedClip clip, ByteBuffer record) {
        record.clear().order(ByteOrder.LITTLE_ENDIAN);
        record.putInt(clip.number())
                .putInt(clip.person())
                .putInt(Expression.labels().indexOf(clip.expression().label()));
        record.putInt(0);
        put(record, clip.intensity());
        put(record, clip.weights());
        put(record, clip.landmarks());
        record.put(clip.pixels());
        while (record.hasRemaining()) {
            record.put((byte) 0);
        }
        CRC32 checksum = new CRC32();
        checksum.update(record.duplicate().position(CHECKED_FROM));
        record.putInt(CHECKED_FROM - Integer.BYTES, (int) checksum.getValue());
        record.flip();
    }

    private static void put(ByteBuffer record, float[] numbers) {
        for (float number : numbers) {
            record.putFloat(number);
        }
    }
}
