package io.mien.making.importing;

import io.mien.making.network.TextTransformer;
import io.mien.making.network.VisionTransformer;
import io.mien.models.ModelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Matches the weights of CLIP's two encoders under OpenAI's names, which DFER-CLIP and open_clip keep.
 *
 * <p>Where several prefixes are given, the same tensors may stand under each: the first one's are used.
 */
final class ClipEncoders {
    /** Width and layers of open_clip's ViT-H, -g and -bigG, and the width of their heads, which no shape tells. */
    private static final Map<List<Integer>, Integer> WIDE_HEADS =
            Map.of(List.of(1280, 32), 80, List.of(1408, 40), 88, List.of(1664, 48), 104);

    private final KeyMatching keys;

    ClipEncoders(KeyMatching keys) {
        this.keys = keys;
    }

    /**
     * The image encoder's size.
     *
     * @param prefixes of its keys
     * @return empty if keys are missing that tell it; the report says which
     */
    Optional<VisionTransformer.Size> visionSize(List<String> prefixes) {
        if (prefixes.stream().anyMatch(prefix -> keys.has(prefix + "layer1.0.conv1.weight"))) {
            throw new ModelException("checkpoint " + keys.file() + ": CLIP with a ResNet as image encoder"
                    + " (expected: with a Vision Transformer)");
        }
        Optional<int[]> patches = keys.sizes(each(prefixes, "conv1.weight"), "width", "3", "patch", "patch");
        Optional<int[]> positions = keys.sizes(each(prefixes, "positional_embedding"), "1 + patches", "width");
        Optional<int[]> projection = keys.sizes(each(prefixes, "proj"), "width", "embedding");
        if (patches.isEmpty() || positions.isEmpty() || projection.isEmpty()) {
            return Optional.empty();
        }
        int layers = layers(prefixes);
        return Optional.of(visionSize(
                keys,
                patches.get(),
                positions.get()[0],
                layers,
                projection.get()[1],
                hidden(prefixes, patches.get()[0])));
    }

    /** The same for any layout, of the shapes of the patches' convolution and the number of positions. */
    static VisionTransformer.Size visionSize(
            KeyMatching keys, int[] patches, int positions, int layers, int embedding, int hidden) {
        int width = patches[0];
        int patch = patches[2];
        int grid = (int) Math.round(Math.sqrt(positions - 1));
        if (grid < 1 || grid * grid != positions - 1) {
            throw new ModelException("checkpoint " + keys.file() + ": the image encoder has " + positions
                    + " positions (expected: one and a square number of patches)");
        }
        try {
            // One head, until something beside the weights says how many.
            VisionTransformer.Size size =
                    new VisionTransformer.Size(grid * patch, patch, width, layers, embedding, width, hidden);
            if (!size.hasUsualHeads()) {
                return size;
            }
            VisionTransformer.Size usual = new VisionTransformer.Size(grid * patch, patch, width, layers, embedding);
            int headWidth = WIDE_HEADS.getOrDefault(List.of(width, layers), usual.headWidth());
            return new VisionTransformer.Size(grid * patch, patch, width, layers, embedding, headWidth, hidden);
        } catch (IllegalArgumentException e) {
            throw new ModelException("checkpoint " + keys.file() + ": image encoder: " + e.getMessage(), e);
        }
    }

    /**
     * Takes the image encoder's weights.
     *
     * @param name what their names begin with
     */
    void useVision(String name, List<String> prefixes, VisionTransformer.Size size) {
        int width = size.width();
        int patch = size.patch();
        int grid = size.image() / patch;
        use(name, prefixes, "class_embedding", width);
        use(name, prefixes, "positional_embedding", 1 + grid * grid, width);
        use(name, prefixes, "conv1.weight", width, 3, patch, patch);
        useNorm(name, prefixes, "ln_pre", width);
        useBlocks(name, prefixes, size.layers(), width, size.hidden());
        useNorm(name, prefixes, "ln_post", width);
        use(name, prefixes, "proj", width, size.embedding());
    }

    /** The text encoder's size; empty if keys are missing that tell it. */
    Optional<TextTransformer.Size> textSize(List<String> prefixes) {
        Optional<int[]> positions = keys.sizes(each(prefixes, "positional_embedding"), "context", "width");
        Optional<int[]> projection = keys.sizes(each(prefixes, "text_projection"), "width", "embedding");
        if (positions.isEmpty() || projection.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(textSize(
                keys,
                positions.get(),
                layers(prefixes),
                projection.get()[1],
                hidden(prefixes, positions.get()[1])));
    }

    static TextTransformer.Size textSize(KeyMatching keys, int[] positions, int layers, int embedding, int hidden) {
        try {
            TextTransformer.Size size =
                    new TextTransformer.Size(positions[0], positions[1], layers, embedding, positions[1], hidden);
            if (!size.hasUsualHeads()) {
                return size;
            }
            TextTransformer.Size usual = new TextTransformer.Size(positions[0], positions[1], layers, embedding);
            return new TextTransformer.Size(positions[0], positions[1], layers, embedding, usual.headWidth(), hidden);
        } catch (IllegalArgumentException e) {
            throw new ModelException("checkpoint " + keys.file() + ": text encoder: " + e.getMessage(), e);
        }
    }

    /** Takes the text encoder's weights, but for the table of words. */
    void useText(String name, List<String> prefixes, TextTransformer.Size size) {
        useTextButProjection(name, prefixes, size);
        use(name, prefixes, "text_projection", size.width(), size.embedding());
    }

    void useTextButProjection(String name, List<String> prefixes, TextTransformer.Size size) {
        use(name, prefixes, "positional_embedding", size.context(), size.width());
        useBlocks(name, prefixes, size.layers(), size.width(), size.hidden());
        useNorm(name, prefixes, "ln_final", size.width());
    }

    private void useBlocks(String name, List<String> prefixes, int layers, int width, int hidden) {
        for (int layer = 0; layer < layers; layer++) {
            String block = "transformer.resblocks." + layer + ".";
            use(name, prefixes, block + "attn.in_proj_weight", 3L * width, width);
            use(name, prefixes, block + "attn.in_proj_bias", 3L * width);
            use(name, prefixes, block + "attn.out_proj.weight", width, width);
            use(name, prefixes, block + "attn.out_proj.bias", width);
            useNorm(name, prefixes, block + "ln_1", width);
            use(name, prefixes, block + "mlp.c_fc.weight", hidden, width);
            use(name, prefixes, block + "mlp.c_fc.bias", hidden);
            use(name, prefixes, block + "mlp.c_proj.weight", width, hidden);
            use(name, prefixes, block + "mlp.c_proj.bias", width);
            useNorm(name, prefixes, block + "ln_2", width);
        }
    }

    private void useNorm(String name, List<String> prefixes, String norm, long width) {
        use(name, prefixes, norm + ".weight", width);
        use(name, prefixes, norm + ".bias", width);
    }

    private void use(String name, List<String> prefixes, String key, long... shape) {
        keys.use(name + key, each(prefixes, key), shape);
    }

    /** The layers of the first prefix that has any. */
    private int layers(List<String> prefixes) {
        return prefixes.stream()
                .map(prefix -> keys.layers(prefix + "transformer.resblocks."))
                .filter(count -> count > 0)
                .findFirst()
                .orElse(1); // then the first block's keys are missing, and the report says so
    }

    /** What the first block's perceptron has, or what it should have if that is no matrix. */
    private int hidden(List<String> prefixes, int width) {
        return keys.rows(each(prefixes, "transformer.resblocks.0.mlp.c_fc.weight"))
                .orElse(4 * width);
    }

    private static List<String> each(List<String> prefixes, String key) {
        List<String> names = new ArrayList<>();
        prefixes.forEach(prefix -> names.add(prefix + key));
        return names;
    }
}
