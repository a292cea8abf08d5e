package io.mien.models.importing;

/** How a file of CLIP's weights names them. */
public enum ClipLayout {
    OPENAI("OpenAI"),
    HUGGING_FACE("Hugging Face"),
    /** OpenAI's names, as open_clip keeps them, or with the text encoder under {@code text.}. */
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
