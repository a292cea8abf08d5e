package io.mien.making.importing;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Says what keys look like that Mien does not read: whole models, and parts that people add to CLIP. */
final class KnownKeys {
    /** A key of it tells what a model or a part is. */
    private record Known(Pattern path, String name) {
        Known(String path, String name) {
            this(Pattern.compile(path), name);
        }
    }

    private static final List<Known> MODELS = List.of(
            new Known("(.*\\.)?vision_model\\.head\\.(probe|attention\\..+)", "SigLIP"),
            new Known("(.*\\.)?visual\\.trunk\\.attn_pool\\..+", "SigLIP in open_clip's layout"),
            new Known("(.*\\.)?visual\\.blocks\\..+", "EVA-CLIP"),
            new Known("(.*\\.)?visual\\.trunk\\.stages\\..+", "CLIP with a ConvNeXt as image encoder"),
            new Known("(.*\\.)?visual\\.trunk\\..+", "open_clip with an image encoder of timm"),
            new Known("(.*\\.)?visual\\.layer1\\..+", "CLIP with a ResNet as image encoder"),
            new Known("(.*\\.)?text_decoder\\..+", "CoCa"),
            new Known("(.*\\.)?positional_embedding_res", "Long-CLIP"),
            new Known("(.*\\.)?visual_encoder\\.blocks\\..+", "BLIP"),
            new Known(
                    "(.*\\.)?text\\.transformer\\.(embeddings|encoder)\\..+",
                    "CLIP with a text encoder of Hugging Face"),
            new Known("(.*\\.)?qformer\\..+|(.*\\.)?query_tokens", "BLIP-2"),
            new Known("(.*\\.)?language_model\\..+|(.*\\.)?lm_head\\..+", "a language model"),
            new Known("(.*\\.)?mask_token|(.*\\.)?decoder_pos_embed", "a masked autoencoder"),
            new Known("(.*\\.)?layer4\\..+conv2\\.weight", "a ResNet"),
            new Known("(.*\\.)?blocks\\.\\d+\\.attn\\.qkv\\.weight", "a Vision Transformer of timm"),
            new Known(
                    "(.*\\.)?encoder\\.layer\\.\\d+\\.attention\\..+", "BERT or a Vision Transformer of Hugging Face"),
            new Known("(.*\\.)?features\\.\\d+\\..+", "a convolutional network of torchvision"));

    private static final List<Known> PARTS = List.of(
            new Known(".*\\.lora_magnitude_vector.*", "DoRA's magnitudes, which Mien does not merge"),
            new Known(".*lora_embedding_[AB].*", "a low-rank update of an embedding, which Mien does not merge"),
            new Known(
                    ".*lora_[AB](\\..+|_.*)?|.*lora_(up|down)\\..+",
                    "a low-rank update that nothing says how to merge"),
            new Known("(.*\\.)?positional_embedding_res", "Long-CLIP's second table of positions"),
            new Known(".*\\.ls_?[12]\\.gamma|.*\\.gamma_[12]", "layer scale"),
            new Known("(.*\\.)?logit_bias", "the bias of a sigmoid loss"),
            new Known("(.*\\.)?text_projection\\.bias", "a bias of the text projection"),
            new Known("(.*\\.)?.*adapter.*", "an adapter's weights"),
            new Known(".*(prompt|ctx|vpt|deep_prompt).*", "learned prompts"),
            new Known("(.*\\.)?(classifier|head|fc|classification_head)\\..+", "a classifier's weights"),
            new Known(".*(mean|std)", "a normalisation of pixels"),
            new Known(".*resblocks\\.\\d+\\..+|.*encoder\\.layers\\.\\d+\\..+", "a part of a layer"));

    /** Of keys that stand for weights in another way, with what makes plain ones of them. */
    private static final List<Known> FORMS = List.of(
            new Known(
                    ".*\\.(SCB|weight_format)|.*\\.weight\\.(absmax|quant_map|nested_absmax|quant_state\\..+)",
                    "weights quantised by bitsandbytes: model.dequantize() makes floats of them, before they are saved"),
            new Known(
                    ".*\\.(qweight|qzeros|g_idx)",
                    "weights quantised by GPTQ or AWQ: take the model that was quantised"),
            new Known(
                    ".*\\.(_packed_params\\..+|zero_point)",
                    "weights quantised by PyTorch: take the model that was quantised"),
            new Known(
                    ".*\\.(weight_scale(_inv)?|scale_weight)|.*scaled_fp8",
                    "floats of 8 bits with scales: take the model that was quantised"),
            new Known(
                    ".*\\.parametrizations\\..+",
                    "parametrised weights: torch.nn.utils.parametrize.remove_parametrizations(module, \"weight\") makes"
                            + " plain ones of them, before they are saved"),
            new Known(
                    ".*\\.weight_[gv]",
                    "weights with weight norm: torch.nn.utils.remove_weight_norm(module) makes plain ones of them, before"
                            + " they are saved"),
            new Known(
                    ".*\\.weight_(orig|mask)",
                    "pruned weights: torch.nn.utils.prune.remove(module, \"weight\") makes plain ones of them, before they"
                            + " are saved"));

    private static final Pattern LOW_RANK = Pattern.compile(".*lora_(A|B|embedding_A|embedding_B|magnitude_vector).*");
    private static final Pattern IMAGES = Pattern.compile("vision_model\\..+|visual\\..+|visual_projection\\..+");
    private static final Pattern TEXTS = Pattern.compile(
            "text_model\\..+|text_projection.*|text\\..+|token_embedding\\..+|positional_embedding|transformer\\..+");

    private KnownKeys() {}

    /** What a file is that has not all keys of CLIP as plain weights, and what to do; nothing if it looks like another thing. */
    static Optional<String> form(Collection<String> paths) {
        Optional<String> form = FORMS.stream()
                .filter(known ->
                        paths.stream().anyMatch(path -> known.path.matcher(path).matches()))
                .map(Known::name)
                .findFirst();
        if (form.isPresent()) {
            return form;
        }
        if (!paths.isEmpty()
                && paths.stream().anyMatch(path -> LOW_RANK.matcher(path).matches())
                && paths.stream()
                        .noneMatch(path -> path.endsWith("embedding.weight") || path.endsWith("logit_scale"))) {
            return Optional.of("what was trained to be added to weights, without these: give them with --clip, and this"
                    + " with --low-rank");
        }
        boolean images = paths.stream().anyMatch(path -> IMAGES.matcher(path).matches());
        boolean texts = paths.stream().anyMatch(path -> TEXTS.matcher(path).matches());
        if (images == texts) {
            return Optional.empty();
        }
        return Optional.of(
                images
                        ? "an image encoder alone: its text encoder is needed too, from the file of the whole model"
                        : "a text encoder alone: its image encoder is needed too, from the file of the whole model");
    }

    /** The first model that keys are like. */
    static Optional<String> model(Collection<String> paths) {
        return MODELS.stream()
                .filter(known ->
                        paths.stream().anyMatch(path -> known.path.matcher(path).matches()))
                .map(Known::name)
                .findFirst();
    }

    /** What a part is like that is not read. */
    static Optional<String> part(String path) {
        return PARTS.stream()
                .filter(known -> known.path.matcher(path).matches())
                .map(Known::name)
                .findFirst();
    }
}
