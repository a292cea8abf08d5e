package io.mien.making.importing;

import io.mien.making.checkpoint.SavedTensor;
import io.mien.making.network.FormulaWeights;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** State dicts of a CLIP so small that hundreds can be read in a test, with weights that are a formula of their names. */
final class ClipStateDict {
    static final int WIDTH = 64;
    static final int EMBEDDING = 16;
    static final int CONTEXT = 6;
    static final int VOCABULARY = 20;
    static final int IMAGE = 16;
    static final int PATCH = 8;

    private ClipStateDict() {}

    /** Under OpenAI's names. */
    static Map<String, SavedTensor> openAi() {
        Map<String, SavedTensor> tensors = new LinkedHashMap<>();
        put(tensors, "positional_embedding", CONTEXT, WIDTH);
        put(tensors, "text_projection", WIDTH, EMBEDDING);
        put(tensors, "logit_scale");
        put(tensors, "visual.class_embedding", WIDTH);
        put(tensors, "visual.positional_embedding", 5, WIDTH);
        put(tensors, "visual.proj", WIDTH, EMBEDDING);
        put(tensors, "visual.conv1.weight", WIDTH, 3, PATCH, PATCH);
        norm(tensors, "visual.ln_pre");
        block(tensors, "visual.transformer.resblocks.0.");
        norm(tensors, "visual.ln_post");
        block(tensors, "transformer.resblocks.0.");
        put(tensors, "token_embedding.weight", VOCABULARY, WIDTH);
        norm(tensors, "ln_final");
        return tensors;
    }

    /** Under Hugging Face's names. */
    static Map<String, SavedTensor> huggingFace() {
        Map<String, SavedTensor> tensors = new LinkedHashMap<>();
        put(tensors, "logit_scale");
        put(tensors, "text_model.embeddings.token_embedding.weight", VOCABULARY, WIDTH);
        put(tensors, "text_model.embeddings.position_embedding.weight", CONTEXT, WIDTH);
        layer(tensors, "text_model.encoder.layers.0.");
        norm(tensors, "text_model.final_layer_norm");
        put(tensors, "vision_model.embeddings.class_embedding", WIDTH);
        put(tensors, "vision_model.embeddings.patch_embedding.weight", WIDTH, 3, PATCH, PATCH);
        put(tensors, "vision_model.embeddings.position_embedding.weight", 5, WIDTH);
        norm(tensors, "vision_model.pre_layrnorm");
        layer(tensors, "vision_model.encoder.layers.0.");
        norm(tensors, "vision_model.post_layernorm");
        put(tensors, "visual_projection.weight", EMBEDDING, WIDTH);
        put(tensors, "text_projection.weight", EMBEDDING, WIDTH);
        return tensors;
    }

    static Map<String, SavedTensor> renamed(Map<String, SavedTensor> tensors, UnaryOperator<String> names) {
        Map<String, SavedTensor> renamed = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> renamed.put(names.apply(name), tensor));
        return renamed;
    }

    static SavedTensor formula(String name, long... shape) {
        return SavedTensor.of(count -> FormulaWeights.values(name, shape), shape);
    }

    private static void put(Map<String, SavedTensor> tensors, String name, long... shape) {
        tensors.put(name, formula(name, shape));
    }

    private static void norm(Map<String, SavedTensor> tensors, String name) {
        put(tensors, name + ".weight", WIDTH);
        put(tensors, name + ".bias", WIDTH);
    }

    private static void linear(Map<String, SavedTensor> tensors, String name, long out, long in) {
        put(tensors, name + ".weight", out, in);
        put(tensors, name + ".bias", out);
    }

    private static void block(Map<String, SavedTensor> tensors, String name) {
        put(tensors, name + "attn.in_proj_weight", 3 * WIDTH, WIDTH);
        put(tensors, name + "attn.in_proj_bias", 3 * WIDTH);
        linear(tensors, name + "attn.out_proj", WIDTH, WIDTH);
        norm(tensors, name + "ln_1");
        linear(tensors, name + "mlp.c_fc", 4 * WIDTH, WIDTH);
        linear(tensors, name + "mlp.c_proj", WIDTH, 4 * WIDTH);
        norm(tensors, name + "ln_2");
    }

    private static void layer(Map<String, SavedTensor> tensors, String name) {
        for (String projection : new String[] {"k_proj", "v_proj", "q_proj", "out_proj"}) {
            linear(tensors, name + "self_attn." + projection, WIDTH, WIDTH);
        }
        norm(tensors, name + "layer_norm1");
        linear(tensors, name + "mlp.fc1", 4 * WIDTH, WIDTH);
        linear(tensors, name + "mlp.fc2", WIDTH, 4 * WIDTH);
        norm(tensors, name + "layer_norm2");
    }
}
