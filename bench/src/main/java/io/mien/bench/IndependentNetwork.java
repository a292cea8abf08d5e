package io.mien.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * A small expression network of other people, learned from photographs (the expression network of face-api, MIT).
 * Mien's models are compared with it; it never teaches one. Its weights are not part of this project; they are read
 * from its manifest and its file of 8-bit values.
 *
 * <p>Four dense blocks of separable convolutions on the squared face of 112 x 112, then a mean and one linear layer.
 */
final class IndependentNetwork implements AutoCloseable {
    static final int SIZE = 112;

    /** Its outputs, in their order, in this project's words. */
    static final List<String> LABELS =
            List.of("neutral", "happiness", "sadness", "anger", "fear", "disgust", "surprise");

    private static final String MANIFEST = "face_expression_model-weights_manifest.json";
    private static final String WEIGHTS = "face_expression_model.bin";
    private static final float[] MEAN = {122.782f, 117.001f, 104.298f};
    private static final float SCALE = 255;
    private static final int CHANNELS = 3;
    private static final int BLOCKS = 4;

    private final Graph graph = new Graph();
    private final Session session;
    private final Placeholder<TFloat32> input;
    private final Operand<TFloat32> output;

    /** A weight as it stands in the file. */
    private record Weight(List<Long> shape, List<Float> values) {}

    /**
     * Reads the network.
     *
     * @param folder that holds its two files
     * @throws IOException if they cannot be read
     */
    IndependentNetwork(Path folder) throws IOException {
        Map<String, Weight> weights = weights(folder);
        Ops tf = Ops.create(graph);
        this.input = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, SIZE, SIZE, CHANNELS)));
        Operand<TFloat32> features = input;
        for (int block = 0; block < BLOCKS; block++) {
            features = new DenseBlock(tf, weights, "dense" + block + "/").apply(features);
        }
        Operand<TFloat32> pooled = tf.nn.avgPool(features, List.of(1L, 7L, 7L, 1L), List.of(1L, 2L, 2L, 1L), "VALID");
        Operand<TFloat32> flat = tf.reshape(pooled, tf.constant(new long[] {-1, 256}));
        this.output = tf.nn.softmax(tf.math.add(
                tf.linalg.matMul(flat, constant(tf, weights, "fc/weights")), constant(tf, weights, "fc/bias")));
        this.session = new Session(graph);
    }

    /** {@code out = relu(o1 + o2 + o3 + o4)}, where each part sees the sum of those before it. */
    private record DenseBlock(Ops tf, Map<String, Weight> weights, String name) {
        Operand<TFloat32> apply(Operand<TFloat32> from) {
            Operand<TFloat32> sum =
                    tf.nn.relu(weights.containsKey(name + "conv0/filters") ? full(from) : separable(from, "conv0/", 2));
            Operand<TFloat32> seen = sum;
            for (int i = 1; i < BLOCKS; i++) {
                sum = tf.math.add(sum, separable(seen, "conv" + i + "/", 1));
                seen = tf.nn.relu(sum);
            }
            return seen;
        }

        private Operand<TFloat32> full(Operand<TFloat32> from) {
            return tf.math.add(
                    tf.nn.conv2d(from, weight("conv0/filters"), List.of(1L, 2L, 2L, 1L), "SAME"), weight("conv0/bias"));
        }

        private Operand<TFloat32> separable(Operand<TFloat32> from, String layer, long stride) {
            Operand<TFloat32> depthwise = tf.nn.depthwiseConv2dNative(
                    from, weight(layer + "depthwise_filter"), List.of(1L, stride, stride, 1L), "SAME");
            return tf.math.add(
                    tf.nn.conv2d(depthwise, weight(layer + "pointwise_filter"), List.of(1L, 1L, 1L, 1L), "SAME"),
                    weight(layer + "bias"));
        }

        private Operand<TFloat32> weight(String suffix) {
            return constant(tf, weights, name + suffix);
        }
    }

    private static Operand<TFloat32> constant(Ops tf, Map<String, Weight> weights, String name) {
        Weight weight = weights.get(name);
        if (weight == null) {
            throw new IllegalArgumentException("weight " + name + ": missing (expected: in " + MANIFEST + ")");
        }
        float[] values = new float[weight.values().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = weight.values().get(i);
        }
        long[] shape = weight.shape().stream().mapToLong(Long::longValue).toArray();
        return tf.constant(Shape.of(shape), DataBuffers.of(values, true, false));
    }

    private static Map<String, Weight> weights(Path folder) throws IOException {
        JsonNode manifest = new ObjectMapper().readTree(folder.resolve(MANIFEST).toFile());
        ByteBuffer bytes =
                ByteBuffer.wrap(Files.readAllBytes(folder.resolve(WEIGHTS))).order(ByteOrder.LITTLE_ENDIAN);
        Map<String, Weight> weights = new HashMap<>();
        for (JsonNode entry : manifest.path(0).path("weights")) {
            List<Long> shape = new ArrayList<>();
            entry.path("shape").forEach(side -> shape.add(side.asLong()));
            long size = shape.stream().reduce(1L, (a, b) -> a * b);
            JsonNode quantization = entry.path("quantization");
            List<Float> values = new ArrayList<>();
            for (long i = 0; i < size; i++) {
                values.add(
                        quantization.isMissingNode()
                                ? bytes.getFloat()
                                : (float) ((bytes.get() & 0xff)
                                                * quantization.path("scale").asDouble()
                                        + quantization.path("min").asDouble()));
            }
            weights.put(entry.path("name").asText(), new Weight(List.copyOf(shape), List.copyOf(values)));
        }
        if (bytes.hasRemaining()) {
            throw new IOException(
                    WEIGHTS + ": " + bytes.remaining() + " bytes too many (expected: what " + MANIFEST + " lists)");
        }
        return weights;
    }

    /**
     * Classifies a face.
     *
     * @param picture {@code [112, 112, 3] uint8}
     * @return a probability for each of {@link #LABELS}
     */
    float[] classify(byte[] picture) {
        float[] values = new float[picture.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = ((picture[i] & 0xff) - MEAN[i % CHANNELS]) / SCALE;
        }
        try (TFloat32 pictures =
                        TFloat32.tensorOf(Shape.of(1, SIZE, SIZE, CHANNELS), DataBuffers.of(values, true, false));
                Result result =
                        session.runner().feed(input, pictures).fetch(output).run()) {
            float[] probabilities = new float[LABELS.size()];
            ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(probabilities);
            return probabilities;
        }
    }

    @Override
    public void close() {
        session.close();
        graph.close();
    }
}
