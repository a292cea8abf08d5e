package io.mien.making.checkpoint;

import io.mien.models.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Says what lies in a folder of which no single file is a model's weights, and what to do with it. */
final class FolderContent {
    private static final String DISTRIBUTED = ".distcp";
    private static final Pattern ZERO = Pattern.compile("(bf16_)?zero_pp_rank_.+\\.pt");
    private static final Pattern WEIGHTS = Pattern.compile("(?i).+\\.(pt|pth|ckpt|bin|safetensors|tar)");
    private static final String FIRST_RANK = "mp_rank_00_model_states.pt";
    private static final String SECOND_RANK = "mp_rank_01_model_states.pt";
    private static final List<String> ADAPTERS = List.of("adapter_model.safetensors", "adapter_model.bin");
    private static final int MOST_NAMED = 3;

    private FolderContent() {}

    /** Refuses a file of which only all that lie beside it make a model. */
    static void requireWhole(Path file) {
        if (file.getFileName().toString().endsWith(DISTRIBUTED)) {
            throw distributed(file, Optional.ofNullable(file.getParent()).orElse(Path.of(".")));
        }
    }

    /**
     * Refuses a folder where something else is of the model too.
     *
     * @param file the weights in it
     */
    static void requireAlone(Path folder, Path file) {
        String name = file.getFileName().toString();
        if (!ADAPTERS.contains(name)) {
            names(folder, ADAPTERS::contains).stream().findFirst().ifPresent(adapter -> {
                throw new ModelException("checkpoint " + folder + ": has " + name + " and " + adapter
                        + ", and nothing says whether they belong together (expected: --low-rank " + folder
                        + " with the weights that it was trained on, or " + name + " by its own name, without it)");
            });
        }
        if (name.equals(FIRST_RANK) && !names(folder, SECOND_RANK::equals).isEmpty()) {
            throw new ModelException("checkpoint " + folder + ": has " + FIRST_RANK + " and " + SECOND_RANK
                    + ", parts of each matrix on several processors (expected: one file of weights; DeepSpeed's universal"
                    + " checkpoint puts them together)");
        }
    }

    /**
     * What to say of a folder without weights.
     *
     * @param expected files that would be read
     */
    static ModelException withoutWeights(Path folder, List<String> expected) {
        List<String> folders = names(folder, name -> Files.isDirectory(folder.resolve(name)));
        Optional<Path> distributed = Stream.concat(
                        Stream.of(folder), folders.stream().map(folder::resolve))
                .filter(within ->
                        !names(within, name -> name.endsWith(DISTRIBUTED)).isEmpty())
                .findFirst();
        if (distributed.isPresent()) {
            return distributed(folder, distributed.get());
        }
        if (!names(folder, name -> ZERO.matcher(name).matches()).isEmpty()) {
            return new ModelException("checkpoint " + folder + ": parts that DeepSpeed's ZeRO keeps on each processor"
                    + " (expected: one file of weights; python zero_to_fp32.py CHECKPOINT OUT, which DeepSpeed saved"
                    + " beside them, makes it)");
        }
        List<String> within = folders.stream()
                .filter(name -> !names(folder.resolve(name), expected::contains).isEmpty())
                .toList();
        List<String> files = names(folder, name -> WEIGHTS.matcher(name).matches());
        String found = !within.isEmpty()
                ? "the folders " + named(within) + ", which have some: give one of them"
                : files.isEmpty()
                        ? "none of them, nor any other file that is called as weights are"
                        : named(files) + ": give the file itself";
        return new ModelException(
                "checkpoint " + folder + ": a folder without weights (expected: a file of weights, or a"
                        + " folder with one of " + String.join(", ", expected) + "; in this one is " + found + ")");
    }

    private static ModelException distributed(Path place, Path folder) {
        return new ModelException("checkpoint " + place + ": a distributed checkpoint of PyTorch, in parts (expected:"
                + " one file of weights: python -m torch.distributed.checkpoint.format_utils dcp_to_torch " + folder
                + " weights.pt)");
    }

    private static String named(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMED)))
                + (names.size() > MOST_NAMED ? ", … (" + names.size() + ")" : "");
    }

    private static List<String> names(Path folder, Predicate<String> wanted) {
        try (Stream<Path> within = Files.list(folder)) {
            return within.map(path -> path.getFileName().toString())
                    .filter(wanted)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ModelException("checkpoint " + folder + ": cannot be listed: " + e, e);
        }
    }
}
