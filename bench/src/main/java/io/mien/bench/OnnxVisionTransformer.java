package io.mien.bench;

import io.mien.bench.OnnxModel.Attribute;
import io.mien.making.network.VisionTransformer;
import io.mien.making.network.WeightSource;
import java.util.List;

/**
 * CLIP's image encoder as DFER-CLIP feeds it, {@code [N, S, S, 3] uint8 -> [N, embedding] float32}, as an ONNX model: the
 * arithmetic of {@link VisionTransformer} in the form that ONNX Runtime knows how to fuse.
 */
final class OnnxVisionTransformer {
    static final String INPUT = "image";

    private static final int HEAD_WIDTH = 64;
    private static final float LAYER_NORM_EPSILON = 1e-5f;
    private static final float QUICK_GELU = 1.702f;
    private static final String PREFIX = "image_encoder.";

    private final OnnxModel model = new OnnxModel();
    private final VisionTransformer.Size size;
    private final WeightSource weights;
    private final int tokens;

    private OnnxVisionTransformer(VisionTransformer.Size size, WeightSource weights) {
        this.size = size;
        this.weights = weights;
        int patchesASide = size.image() / size.patch();
        this.tokens = 1 + patchesASide * patchesASide;
    }

    /** Puts the model together. */
    static OnnxModel of(VisionTransformer.Size size, WeightSource weights) {
        OnnxVisionTransformer encoder = new OnnxVisionTransformer(size, weights);
        encoder.build();
        return encoder.model;
    }

    private void build() {
        int width = size.width();
        String image = model.input(INPUT, size.image(), size.image(), 3);
        String scaled = model.node("Mul", List.of(model.toFloat(image), model.weight(new float[] {1 / 255f}, 1)));
        String x = withClassToken(patches(scaled));
        x = layerNorm(x, "ln_pre");
        for (int layer = 0; layer < size.layers(); layer++) {
            x = block(x, "transformer.resblocks." + layer + ".");
        }
        String classToken = model.node(
                "Squeeze",
                List.of(
                        model.node("Gather", List.of(x, model.integers(0)), Attribute.of("axis", 1)),
                        model.integers(1)));
        String projection = model.weight(read("proj", width, size.embedding()), width, size.embedding());
        String embedding = model.node("MatMul", List.of(layerNorm(classToken, "ln_post"), projection));
        model.output(embedding, size.embedding());
    }

    private String patches(String image) {
        int patch = size.patch();
        int width = size.width();
        String channelsFirst = model.node("Transpose", List.of(image), Attribute.of("perm", 0, 3, 1, 2));
        String filters = model.weight(read("conv1.weight", width, 3, patch, patch), width, 3, patch, patch);
        String grid = model.node("Conv", List.of(channelsFirst, filters), Attribute.of("strides", patch, patch));
        String flat = model.node("Reshape", List.of(grid, model.integers(0, width, tokens - 1)));
        return model.node("Transpose", List.of(flat), Attribute.of("perm", 0, 2, 1));
    }

    private String withClassToken(String patches) {
        int width = size.width();
        String batch = model.node(
                "Slice", List.of(model.node("Shape", List.of(patches)), model.integers(0), model.integers(1)));
        String shape = model.node("Concat", List.of(batch, model.integers(1, width)), Attribute.of("axis", 0));
        String token = model.node("Expand", List.of(model.weight(read("class_embedding", width), 1, 1, width), shape));
        String sequence = model.node("Concat", List.of(token, patches), Attribute.of("axis", 1));
        return model.node(
                "Add", List.of(sequence, model.weight(read("positional_embedding", tokens, width), 1, tokens, width)));
    }

    private String block(String input, String name) {
        int width = size.width();
        String x = layerNorm(input, name + "ln_1");
        x = attention(linear(x, name + "attn.in_proj_weight", name + "attn.in_proj_bias", width, 3 * width));
        x = linear(x, name + "attn.out_proj.weight", name + "attn.out_proj.bias", width, width);
        String attended = model.node("Add", List.of(input, x));

        x = layerNorm(attended, name + "ln_2");
        x = linear(x, name + "mlp.c_fc.weight", name + "mlp.c_fc.bias", width, 4 * width);
        String gate = model.node(
                "Sigmoid", List.of(model.node("Mul", List.of(x, model.weight(new float[] {QUICK_GELU}, 1)))));
        x = model.node("Mul", List.of(x, gate));
        x = linear(x, name + "mlp.c_proj.weight", name + "mlp.c_proj.bias", 4 * width, width);
        return model.node("Add", List.of(attended, x));
    }

    private String attention(String queriesKeysValues) {
        int width = size.width();
        List<String> parts = model.nodes(
                "Split", List.of(queriesKeysValues, model.integers(width, width, width)), 3, Attribute.of("axis", 2));
        float scale = (float) (1 / Math.sqrt(HEAD_WIDTH));
        String queries =
                model.node("Mul", List.of(heads(parts.get(0), 0, 2, 1, 3), model.weight(new float[] {scale}, 1)));
        String scores = model.node("MatMul", List.of(queries, heads(parts.get(1), 0, 2, 3, 1)));
        String attention = model.node("Softmax", List.of(scores), Attribute.of("axis", 3));
        String attended = model.node("MatMul", List.of(attention, heads(parts.get(2), 0, 2, 1, 3)));
        String sideBySide = model.node("Transpose", List.of(attended), Attribute.of("perm", 0, 2, 1, 3));
        return model.node("Reshape", List.of(sideBySide, model.integers(0, tokens, width)));
    }

    private String heads(String x, long... order) {
        String split =
                model.node("Reshape", List.of(x, model.integers(0, tokens, size.width() / HEAD_WIDTH, HEAD_WIDTH)));
        return model.node("Transpose", List.of(split), Attribute.of("perm", order));
    }

    private String layerNorm(String x, String name) {
        int width = size.width();
        return model.node(
                "LayerNormalization",
                List.of(
                        x,
                        model.weight(read(name + ".weight", width), width),
                        model.weight(read(name + ".bias", width), width)),
                Attribute.of("axis", -1),
                Attribute.of("epsilon", LAYER_NORM_EPSILON));
    }

    /** ONNX Runtime packs a constant {@code [in, out]} once; PyTorch's layout is {@code [out, in]}. */
    private String linear(String x, String weight, String bias, int in, int out) {
        String product =
                model.node("MatMul", List.of(x, model.weight(transposed(read(weight, out, in), out), in, out)));
        return model.node("Add", List.of(product, model.weight(read(bias, out), out)));
    }

    private static float[] transposed(float[] values, int rows) {
        int columns = values.length / rows;
        float[] result = new float[values.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                result[column * rows + row] = values[row * columns + column];
            }
        }
        return result;
    }

    private float[] read(String name, long... shape) {
        return weights.read(PREFIX + name, shape);
    }
}
