package io.mien.training.published;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/**
 * Clip stores of drawn "faces": two eyes and a mouth whose curve is the class, which grows in and fades. Enough to learn
 * from, in milliseconds.
 */
public final class DrawnClips {
    static final int FRAMES = 16;
    static final int SIZE = 76;
    private static final int LANDMARKS = 68;
    private static final int FIRST_RECORD = 4096;

    private DrawnClips() {}

    /** Writes clips of the labels happiness, neutral and sadness in turn. */
    public static Path write(Path file, int clips, int firstPerson) throws IOException {
        int record = 16 + 4 * FRAMES + 4 * FRAMES + 8 * FRAMES * LANDMARKS + 3 * FRAMES * SIZE * SIZE;
        record = (record + 7) / 8 * 8;
        String json = """
                {"frames":16,"size":76,"labels":["happiness","neutral","sadness"],"weights":["curve"],"landmarks":68,\
                "template_origin":6,"template_size":64,"record_bytes":%d}""".formatted(record);
        ByteBuffer header = ByteBuffer.allocate(FIRST_RECORD).order(ByteOrder.LITTLE_ENDIAN);
        header.put("MIENCLIP".getBytes(StandardCharsets.US_ASCII)).putInt(1).putInt(FIRST_RECORD);
        header.put(json.getBytes(StandardCharsets.UTF_8));
        while (header.hasRemaining()) {
            header.put((byte) ' ');
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(header.array());
            for (int clip = 0; clip < clips; clip++) {
                out.write(record(clip, firstPerson + clip / 3, record));
            }
        }
        return file;
    }

    private static byte[] record(int clip, int person, int bytes) {
        SplittableRandom random = new SplittableRandom(1000L * person + clip);
        int label = clip % 3;
        ByteBuffer record = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        record.putInt(clip).putInt(person).putInt(label).putInt(0);
        float[] intensity = new float[FRAMES];
        int onset = random.nextInt(6);
        for (int frame = 0; frame < FRAMES; frame++) {
            intensity[frame] = label == 1 ? 1 : Math.min(1, Math.max(0, (frame - onset) / 4f));
            record.putFloat(intensity[frame]);
        }
        float[] curve = new float[FRAMES];
        for (int frame = 0; frame < FRAMES; frame++) {
            curve[frame] = label == 1 ? 0 : (label == 0 ? 1 : -1) * intensity[frame];
            record.putFloat(curve[frame]);
        }
        for (int frame = 0; frame < FRAMES; frame++) {
            for (int point = 0; point < LANDMARKS; point++) {
                record.putFloat(20 + point % 30).putFloat(30 + curve[frame] * (point % 5));
            }
        }
        int skin = 90 + random.nextInt(120);
        for (int frame = 0; frame < FRAMES; frame++) {
            record.put(face(skin, curve[frame], random));
        }
        CRC32 crc = new CRC32();
        crc.update(record.array(), 16, bytes - 16);
        record.putInt(12, (int) crc.getValue());
        return record.array();
    }

    private static byte[] face(int skin, float curve, SplittableRandom random) {
        byte[] face = new byte[3 * SIZE * SIZE];
        for (int row = 0; row < SIZE; row++) {
            for (int column = 0; column < SIZE; column++) {
                int value = skin + random.nextInt(8);
                double eye = Math.min(Math.hypot(column - 25.6, row - 25), Math.hypot(column - 50.4, row - 25));
                double across = (column - 38) / 12.0;
                double mouth = 52.5 + 6 * curve * (0.5 - across * across);
                if (eye < 4 || (Math.abs(across) < 1 && Math.abs(row - mouth) < 2)) {
                    value = 20;
                }
                for (int channel = 0; channel < 3; channel++) {
                    face[3 * (row * SIZE + column) + channel] = (byte) value;
                }
            }
        }
        return face;
    }
}
