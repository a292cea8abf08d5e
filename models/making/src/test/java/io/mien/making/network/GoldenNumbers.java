package io.mien.making.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/** Numbers that the published PyTorch code computed, and how close ours must be. */
public final class GoldenNumbers {
    public static final double TOLERANCE = 1e-4;
    public static final double LOGIT_TOLERANCE = 1e-3;

    private GoldenNumbers() {}

    /** A committed fixture. */
    public static JsonNode read(String file) throws IOException {
        try (InputStream in = GoldenNumbers.class.getResourceAsStream("/fixtures/" + file)) {
            return new ObjectMapper().readTree(in);
        }
    }

    /** DFER-CLIP's fixture of that name. */
    public static JsonNode dferClip(String name) throws IOException {
        for (JsonNode fixture : read("dfer-clip.json")) {
            if (fixture.get("name").textValue().equals(name)) {
                return fixture;
            }
        }
        throw new IllegalArgumentException("no fixture named " + name);
    }

    public static float[] floats(TFloat32 tensor) {
        float[] values = new float[(int) tensor.size()];
        tensor.copyTo(DataBuffers.of(values, false, false));
        return values;
    }

    public static void requireClose(float[] actual, int from, JsonNode expected, int count, double tolerance) {
        assertThat(expected.size()).isEqualTo(count);
        for (int i = 0; i < count; i++) {
            assertThat((double) actual[from + i])
                    .as("value %d", i)
                    .isCloseTo(expected.get(i).doubleValue(), within(tolerance));
        }
    }

    /** Rows of one length. */
    public static void requireRows(float[] actual, JsonNode expected, int width, double tolerance) {
        assertThat(actual).hasSize(expected.size() * width);
        for (int row = 0; row < expected.size(); row++) {
            requireClose(actual, row * width, expected.get(row), width, tolerance);
        }
    }
}
