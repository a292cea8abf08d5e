package io.mien.making.importing;

import io.mien.making.checkpoint.SavedTensor;
import io.mien.making.checkpoint.TorchSave;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * State dicts of DFER-CLIP in the published layout, of any size, with seeded random weights: for sizes that there are no
 * fixtures of, and for the published size, which would be a gigabyte of fixture.
 *
 * @param image side of a picture
 * @param patch side of a patch
 * @param visionWidth of the image encoder
 * @param visionLayers of the image encoder
 * @param embedding common to all encoders
 * @param textWidth of the text encoder
 * @param textLayers of the text encoder
 * @param vocabulary tokens
 * @param temporalLayers of the temporal model
 * @param heads of the temporal model
 * @param hidden of the temporal model
 * @param frames in a clip
 * @param classSpecific whether each class has learned tokens of its own
 * @param contextTokens learned tokens in a prompt
 * @param descriptions for each class, the ids of its words
 */
record DferClipStateDict(
        int image,
        int patch,
        int visionWidth,
        int visionLayers,
        int embedding,
        int textWidth,
        int textLayers,
        int vocabulary,
        int temporalLayers,
        int heads,
        int hidden,
        int frames,
        boolean classSpecific,
        int contextTokens,
        List<int[]> descriptions) {
    private static final int CONTEXT = 77;

    /** ViT-B/32, seven classes. */
    static final DferClipStateDict PUBLISHED =
            new DferClipStateDict(224, 32, 768, 12, 512, 512, 12, 49408, 1, 8, 1024, 16, true, 8, sevenDescriptions());

    /** Nothing like the published sizes. */
    static final DferClipStateDict SMALL = new DferClipStateDict(
            32,
            8,
            64,
            3,
            96,
            64,
            1,
            700,
            2,
            2,
            160,
            8,
            false,
            4,
            List.of(new int[] {5, 6, 7}, new int[] {8}, new int[] {9, 9, 9, 9, 650}));

    /** Writes the published size as the training script does, with momentum: about a gigabyte. */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments.length > 0 ? arguments[0] : "target/dfer-clip-full-size.pth");
        Map<String, SavedTensor> tensors = PUBLISHED.tensors(1);
        TorchSave.trainingState(file, tensors, trained(tensors));
        System.out.println(file + ": " + Files.size(file) + " bytes");
    }

    /** What is trained: the image encoder, the temporal model and the learned tokens. */
    static List<SavedTensor> trained(Map<String, SavedTensor> tensors) {
        return tensors.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("image_encoder.")
                        || entry.getKey().startsWith("temporal_net.")
                        || entry.getKey().endsWith(".ctx"))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** In the published order, the CLIP inside under its second names. */
    Map<String, SavedTensor> tensors(long seed) {
        Weights weights = new Weights(new LinkedHashMap<>(), seed);
        int classes = descriptions.size();
        SavedTensor words = SavedTensor.of(random(seed, 0.02), vocabulary, textWidth);
        float[] table = words.values().apply(vocabulary * textWidth);
        if (classSpecific) {
            weights.add("prompt_learner.ctx", 0.02, classes, contextTokens, textWidth);
        } else {
            weights.add("prompt_learner.ctx", 0.02, contextTokens, textWidth);
        }
        int suffix = CONTEXT - 1 - contextTokens;
        weights.tensors.put(
                "prompt_learner.token_prefix",
                SavedTensor.of(count -> prompts(table, 1, vocabulary - 2), classes, 1, textWidth));
        weights.tensors.put(
                "prompt_learner.token_suffix",
                SavedTensor.of(count -> suffixes(table, suffix), classes, suffix, textWidth));
        text(weights, "text_encoder.");
        vision(weights, "image_encoder.");
        temporal(weights, "temporal_net.");
        Map<String, SavedTensor> tensors = weights.tensors;
        for (Map.Entry<String, SavedTensor> entry : List.copyOf(tensors.entrySet())) {
            String key = entry.getKey();
            if (key.startsWith("image_encoder.")) {
                tensors.put(key.replace("image_encoder.", "clip_model_.visual."), entry.getValue());
            } else if (key.startsWith("text_encoder.")) {
                tensors.put(key.replace("text_encoder.", "clip_model_."), entry.getValue());
            }
        }
        tensors.put("clip_model_.token_embedding.weight", SavedTensor.of(count -> table, vocabulary, textWidth));
        tensors.put("clip_model_.logit_scale", SavedTensor.of(count -> new float[] {(float) Math.log(100)}));
        return tensors;
    }

    private void vision(Weights weights, String prefix) {
        int grid = image / patch;
        weights.add(prefix + "class_embedding", 0.1, visionWidth);
        weights.add(prefix + "positional_embedding", 0.1, 1 + grid * grid, visionWidth);
        weights.add(prefix + "proj", 1 / Math.sqrt(visionWidth), visionWidth, embedding);
        weights.add(prefix + "conv1.weight", 1 / Math.sqrt(3.0 * patch * patch), visionWidth, 3, patch, patch);
        weights.norm(prefix + "ln_pre", visionWidth);
        weights.blocks(prefix, visionLayers, visionWidth);
        weights.norm(prefix + "ln_post", visionWidth);
    }

    private void text(Weights weights, String prefix) {
        weights.add(prefix + "positional_embedding", 0.01, CONTEXT, textWidth);
        weights.add(prefix + "text_projection", 1 / Math.sqrt(textWidth), textWidth, embedding);
        weights.blocks(prefix, textLayers, textWidth);
        weights.norm(prefix + "ln_final", textWidth);
    }

    private void temporal(Weights weights, String prefix) {
        int inner = 64 * heads;
        weights.add(prefix + "cls_token", 1, 1, 1, embedding);
        weights.add(prefix + "pos_embedding", 1, 1, 1 + frames, embedding);
        for (int layer = 0; layer < temporalLayers; layer++) {
            String block = prefix + "temporal_transformer.layers." + layer + ".";
            weights.norm(block + "0.fn.norm", embedding);
            weights.add(block + "0.fn.fn.to_qkv.weight", 1 / Math.sqrt(embedding), 3L * inner, embedding);
            weights.linear(block + "0.fn.fn.to_out.0", embedding, inner);
            weights.norm(block + "1.fn.norm", embedding);
            weights.linear(block + "1.fn.fn.net.0", hidden, embedding);
            weights.linear(block + "1.fn.fn.net.3", embedding, hidden);
        }
    }

    /** The same token in every class's prompt. */
    private float[] prompts(float[] table, int tokens, int token) {
        int[] same = new int[tokens];
        Arrays.fill(same, token);
        float[] embedded = new float[descriptions.size() * tokens * textWidth];
        for (int prompt = 0; prompt < descriptions.size(); prompt++) {
            embed(table, same, embedded, prompt * tokens);
        }
        return embedded;
    }

    private float[] suffixes(float[] table, int tokens) {
        float[] embedded = new float[descriptions.size() * tokens * textWidth];
        for (int prompt = 0; prompt < descriptions.size(); prompt++) {
            int[] description = descriptions.get(prompt);
            int[] ids = Arrays.copyOf(description, tokens); // zeros behind the end, as the tokenizer pads
            ids[description.length] = vocabulary - 1;
            embed(table, ids, embedded, prompt * tokens);
        }
        return embedded;
    }

    private void embed(float[] table, int[] ids, float[] into, int firstToken) {
        for (int i = 0; i < ids.length; i++) {
            System.arraycopy(table, ids[i] * textWidth, into, (firstToken + i) * textWidth, textWidth);
        }
    }

    private static List<int[]> sevenDescriptions() {
        return IntStream.range(0, 7)
                .mapToObj(label -> new int[] {320, 12623 + label, 3490, 593, 6027, 23019, 537, 2977, 22615, 3095})
                .toList();
    }

    private static IntFunction<float[]> random(long seed, double spread) {
        return count -> {
            SplittableRandom random = new SplittableRandom(seed);
            float[] values = new float[count];
            for (int i = 0; i < count; i++) {
                values[i] = (float) (spread * (2 * random.nextDouble() - 1));
            }
            return values;
        };
    }

    /** What is being put together. */
    private record Weights(Map<String, SavedTensor> tensors, long seed) {

        void add(String name, double spread, long... shape) {
            tensors.put(name, SavedTensor.of(random(seed + name.hashCode(), Math.sqrt(3) * spread), shape));
        }

        void norm(String name, long width) {
            tensors.put(
                    name + ".weight",
                    SavedTensor.of(
                            count -> {
                                float[] values =
                                        random(seed + name.hashCode(), 0.1).apply(count);
                                for (int i = 0; i < count; i++) {
                                    values[i] += 1;
                                }
                                return values;
                            },
                            width));
            add(name + ".bias", 0.1, width);
        }

        void linear(String name, long out, long in) {
            add(name + ".weight", 1 / Math.sqrt((double) in), out, in);
            add(name + ".bias", 0.1, out);
        }

        void blocks(String prefix, int layers, long width) {
            for (int layer = 0; layer < layers; layer++) {
                String block = prefix + "transformer.resblocks." + layer + ".";
                add(block + "attn.in_proj_weight", 1 / Math.sqrt((double) width), 3 * width, width);
                add(block + "attn.in_proj_bias", 0.1, 3 * width);
                linear(block + "attn.out_proj", width, width);
                norm(block + "ln_1", width);
                linear(block + "mlp.c_fc", 4 * width, width);
                linear(block + "mlp.c_proj", width, 4 * width);
                norm(block + "ln_2", width);
            }
        }
    }
}
