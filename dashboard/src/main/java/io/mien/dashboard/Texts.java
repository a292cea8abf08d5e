package io.mien.dashboard;

/** Makes texts that others wrote fit to be kept. */
final class Texts {
    private Texts() {}

    /** The text, cut to a length with an ellipsis at its end. */
    static String shortened(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
    }
}
