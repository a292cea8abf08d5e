package io.mien.cli.terminal;

/** Text from outside, for a page or a drawing in it. */
public final class HtmlText {
    private HtmlText() {}

    /** The text with its markup taken for letters. */
    public static String of(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
