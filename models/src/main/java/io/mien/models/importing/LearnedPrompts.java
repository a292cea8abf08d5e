package io.mien.models.importing;

import java.util.List;

/**
 * Prompts with learned tokens, one a class, ready for the text Transformer.
 *
 * @param width of a token's embedding
 * @param embedded for each class {@code [context, width]}, row-major, from the start token to the padding
 * @param endOfText for each class, where its end-of-text token stands, from 0
 * @param descriptions for each class, the token ids of its description
 * @param learned for each class its learned tokens' embeddings, {@code [contexts, width]}; equal where classes share them
 */
@SuppressWarnings("ArrayRecordComponent") // large, made once, and read only
public record LearnedPrompts(
        int width,
        List<float[]> embedded,
        List<Integer> endOfText,
        List<List<Integer>> descriptions,
        List<float[]> learned) {}
