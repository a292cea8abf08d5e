package io.mien.making.importing;

/** The naming of CLIP's weights in a file. */
public enum ClipLayout {
    /** OpenAI's names. open_clip's own weights keep them too, and the file does not say whose they are. */
    OPENAI("OpenAI"),
    HUGGING_FACE("Hugging Face"),
    /** OpenAI's names with the text encoder's under {@code text.}, as newer models of open_clip have them. */
    OPEN_CLIP("open_clip");

    private final String label;

    ClipLayout(String label) {
        this.label = label;
    }

    /** For people. */
    @Override
    public String toString() {
        return label;
    }
}
