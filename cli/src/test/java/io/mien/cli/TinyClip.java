package io.mien.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Files of tensors for commands that begin with them: a CLIP of random numbers, a teacher's vectors. */
public final class TinyClip {
    private static final int VISION = 64;
    private static final int TEXT = 64;
    private static final int EMBEDDING = 32;
    private static final int VOCABULARY = 49_408;

    private TinyClip() {}

    /** CLIP under OpenAI's names: pictures of 32 x 32, one layer each. */
    public static Path write(Path file) throws IOException {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        shapes.put("visual.class_embedding", new int[] {VISION});
        shapes.put("visual.positional_embedding", new int[] {5, VISION});
        shapes.put("visual.proj", new int[] {VISION, EMBEDDING});
        shapes.put("visual.conv1.weight", new int[] {VISION, 3, 16, 16});
        norm(shapes, "visual.ln_pre", VISION);
        norm(shapes, "visual.ln_post", VISION);
        block(shapes, "visual.transformer.resblocks.0.", VISION);
        shapes.put("token_embedding.weight", new int[] {VOCABULARY, TEXT});
        shapes.put("positional_embedding", new int[] {77, TEXT});
        block(shapes, "transformer.resblocks.0.", TEXT);
        norm(shapes, "ln_final", TEXT);
        shapes.put("text_projection", new int[] {TEXT, EMBEDDING});
        shapes.put("logit_scale", new int[] {});
        SplittableRandom random = new SplittableRandom(1);
        return write(file, shapes, (name, shape) -> value(name, shape, random));
    }

    /** Makes one number of a tensor after the other. */
    private interface Values {
        float next(String name, int... shape);
    }

    /** Vectors for so many clips, in the list's order: what is shared by every third, and a little of each one's own. */
    public static Path teacher(Path file, int clips, int width) throws IOException {
        SplittableRandom random = new SplittableRandom(2);
        float[] values = new float[clips * width];
        for (int i = 0; i < values.length; i++) {
            int before = i - 3 * width;
            values[i] =
                    (float) (before < 0 ? random.nextDouble(-1, 1) : values[before] + random.nextDouble(-0.05, 0.05));
        }
        int[] next = {0};
        return write(file, Map.of("teacher", new int[] {clips, width}), (name, shape) -> values[next[0]++]);
    }

    private static void block(Map<String, int[]> shapes, String name, int width) {
        shapes.put(name + "attn.in_proj_weight", new int[] {3 * width, width});
        shapes.put(name + "attn.in_proj_bias", new int[] {3 * width});
        shapes.put(name + "attn.out_proj.weight", new int[] {width, width});
        shapes.put(name + "attn.out_proj.bias", new int[] {width});
        norm(shapes, name + "ln_1", width);
        shapes.put(name + "mlp.c_fc.weight", new int[] {4 * width, width});
        shapes.put(name + "mlp.c_fc.bias", new int[] {4 * width});
        shapes.put(name + "mlp.c_proj.weight", new int[] {width, 4 * width});
        shapes.put(name + "mlp.c_proj.bias", new int[] {width});
        norm(shapes, name + "ln_2", width);
    }

    private static void norm(Map<String, int[]> shapes, String name, int width) {
        shapes.put(name + ".weight", new int[] {width});
        shapes.put(name + ".bias", new int[] {width});
    }

    private static Path write(Path file, Map<String, int[]> shapes, Values values) throws IOException {
        StringBuilder header = new StringBuilder("{");
        int offset = 0;
        for (Map.Entry<String, int[]> entry : shapes.entrySet()) {
            int end = offset + 4 * elements(entry.getValue());
            String shape =
                    IntStream.of(entry.getValue()).mapToObj(Integer::toString).collect(Collectors.joining(","));
            header.append(header.length() > 1 ? "," : "")
                    .append("\"%s\":{\"dtype\":\"F32\",\"shape\":[%s],\"data_offsets\":[%d,%d]}"
                            .formatted(entry.getKey(), shape, offset, end));
            offset = end;
        }
        byte[] json = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + offset).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        shapes.forEach((name, shape) -> {
            for (int i = 0; i < elements(shape); i++) {
                bytes.putFloat(values.next(name, shape));
            }
        });
        return Files.write(file, bytes.array());
    }

    private static float value(String name, int[] shape, SplittableRandom random) {
        if (shape.length == 0) {
            return (float) Math.log(100);
        }
        if (shape.length == 1) {
            return name.endsWith("weight") ? 1 : (float) random.nextDouble(-0.1, 0.1);
        }
        double bound = name.endsWith("embedding") || name.equals("token_embedding.weight")
                ? 1
                : Math.sqrt(3.0 * shape[0] / elements(shape));
        return (float) random.nextDouble(-bound, bound);
    }

    private static int elements(int... shape) {
        return IntStream.of(shape).reduce(1, Math::multiplyExact);
    }
}
