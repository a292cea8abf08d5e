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

    private KnownKeys() {}

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
