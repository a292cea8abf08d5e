package io.mien.making.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Says what a file is that is no checkpoint, and what to do with it. */
final class ForeignContainer {
    /**
     * A file's beginning.
     *
     * @param at where the text stands
     * @param magic one character for each byte
     * @param sentence that says what it is
     */
    private record Known(int at, String magic, String sentence) {}

    private static final List<Known> KNOWN = List.of(
            new Known(0, "<", "a web page (was a download page saved instead of the file?)"),
            new Known(
                    0, "version https://", "a Git LFS pointer (expected: the file itself, fetched with git lfs pull)"),
            new Known(0, "\u001f\u008b", "packed with gzip (expected: the file in it: gunzip, or tar xzf)"),
            new Known(0, "BZh", "packed with bzip2 (expected: the file in it: bunzip2)"),
            new Known(0, "7z\u00bc\u00af", "a 7z archive (expected: the file in it, unpacked)"),
            new Known(0, "Rar!", "a RAR archive (expected: the file in it, unpacked)"),
            new Known(257, "ustar", "a tar archive (expected: the file in it: tar xf)"),
            new Known(
                    0,
                    "\u0089HDF",
                    "HDF5, as Keras saves weights (expected: PyTorch's weights, by torch.save or safetensors)"),
            new Known(
                    0,
                    "GGUF",
                    "GGUF, mostly with quantised weights (expected: the weights that it was made of, as safetensors)"),
            new Known(0, "\u0093NUMPY", "an array of NumPy (expected: named tensors, by torch.save or safetensors)"),
            new Known(
                    0,
                    "\u0080",
                    "a bare pickle (expected: a file written by torch.save, as torch.save(pickle.load(…), FILE) makes"
                            + " of one with tensors; truncated?)"));

    /** ONNX's first field is a version, its second the name of what wrote it. */
    private static final Pattern ONNX = Pattern.compile("(?s)\\x08.\\x12.(pytorch|tf2onnx|onnx|keras|skl).*");

    private static final Pattern WEIGHTS = Pattern.compile("(?i).+\\.(pt|pth|ckpt|bin|safetensors|tar)");

    private ForeignContainer() {}

    /** Of a file that is no zip. */
    static Optional<String> describe(byte[] start) {
        String text = new String(start, StandardCharsets.ISO_8859_1);
        if (ONNX.matcher(text).matches()) {
            return Optional.of("an ONNX model (expected: the weights that it was exported from, by torch.save or"
                    + " safetensors)");
        }
        return KNOWN.stream()
                .filter(known -> text.startsWith(known.magic, known.at))
                .map(Known::sentence)
                .findFirst();
    }

    /** Of a zip in which nothing is pickled as {@code torch.save} does it. */
    static Optional<String> describeZip(Set<String> entries) {
        if (!entries.isEmpty() && entries.stream().allMatch(name -> name.endsWith(".npy"))) {
            return Optional.of(
                    "arrays of NumPy in a zip (expected: tensors, as torch.save({name:"
                            + " torch.from_numpy(array) for name, array in numpy.load(FILE).items()}, NEW_FILE) makes of them)");
        }
        if (entries.stream().anyMatch(name -> name.contains("exported_program") || name.endsWith("/archive_format"))) {
            return Optional.of("a program of torch.export (expected: its weights: torch.save("
                    + "torch.export.load(FILE).state_dict, NEW_FILE))");
        }
        return entries.stream()
                .filter(name -> WEIGHTS.matcher(name).matches())
                .sorted()
                .findFirst()
                .map(name -> "a zip with " + name + " in it (expected: that file, unpacked)");
    }
}
