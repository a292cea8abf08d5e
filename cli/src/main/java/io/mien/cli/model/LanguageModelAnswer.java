package io.mien.cli.model;

import java.util.regex.Pattern;

/** Takes the answer of a language model out of everything that it wraps an answer in. */
final class LanguageModelAnswer {
    /** Some models think aloud first. */
    private static final Pattern THOUGHTS = Pattern.compile("<think>.*?</think>", Pattern.DOTALL);

    private static final Pattern MARKS = Pattern.compile("^[\\s\"'`*“”\\-]+|[\\s\"'`*“”]+$");

    private LanguageModelAnswer() {}

    /** The answer's first paragraph on one line, without quotes or emphasis around it; empty if there is none. */
    static String phrase(String answer) {
        String spoken = THOUGHTS.matcher(answer).replaceAll("").strip();
        String first = spoken.split("\\R\\s*\\R", 2)[0];
        return MARKS.matcher(first.replaceAll("\\s+", " ")).replaceAll("");
    }
}
