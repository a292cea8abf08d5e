package io.mien.making.checkpoint;

/** The containers that weights come in. */
public enum CheckpointFormat {
    /** A JSON header and raw values: {@code .safetensors}. */
    SAFETENSORS("safetensors"),
    /** What {@code torch.save} writes since PyTorch 1.6: a zip of a pickle and raw storages. */
    TORCH_ZIP("torch.save (zip)"),
    /** What {@code torch.save} wrote before: pickles, then raw storages. */
    TORCH_LEGACY("torch.save (before PyTorch 1.6)"),
    /** What {@code torch.jit.save} writes, and OpenAI published CLIP in: a zip with a pickled tree of modules. */
    TORCHSCRIPT("TorchScript");

    private final String label;

    CheckpointFormat(String label) {
        this.label = label;
    }

    /** For people. */
    @Override
    public String toString() {
        return label;
    }
}
