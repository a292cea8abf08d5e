package io.mien.making.network;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The fixtures' prompts, embedded with the fixtures' formula.
 *
 * @param embedded {@code [prompts][positions][width]}
 * @param ends where each prompt's end token is
 */
@SuppressWarnings("ArrayRecordComponent") // read by tests only
public record FormulaPrompts(float[][][] embedded, int[] ends) {
    private static final int VOCABULARY = 49408;

    /** Embeds tokens up to the longest prompt's end; what lies behind it has no effect. */
    public static FormulaPrompts of(JsonNode tokens, String embedding, int width) {
        int[] ends = new int[tokens.size()];
        int positions = 0;
        for (int prompt = 0; prompt < ends.length; prompt++) {
            ends[prompt] = tokens.get(prompt).size() - 1;
            positions = Math.max(positions, ends[prompt] + 1);
        }
        float[][][] embedded = new float[ends.length][positions][];
        for (int prompt = 0; prompt < ends.length; prompt++) {
            for (int position = 0; position < positions; position++) {
                int token = tokens.get(prompt).path(position).asInt(0);
                embedded[prompt][position] = FormulaWeights.row(embedding, token, VOCABULARY, width);
            }
        }
        return new FormulaPrompts(embedded, ends);
    }

    int positions() {
        return embedded[0].length;
    }
}
