package io.mien.cli.terminal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the vocabulary that came with a file of weights. */
public final class VocabularyFinder {
    /** The names that the publishers give it. */
    static final List<String> NAMES = List.of("tokenizer.json", "vocab.json", "bpe_simple_vocab_16e6.txt.gz");

    private VocabularyFinder() {}

    /** The one that was given, or else one beside the weights. */
    public static Path given(@Nullable Path vocabulary, Path weights) {
        if (vocabulary != null) {
            return vocabulary;
        }
        return beside(weights)
                .orElseThrow(() -> new CommandException(
                        ExitCode.USAGE,
                        "--vocabulary: not given, and none lies beside " + weights + " (expected: "
                                + String.join(", ", NAMES) + ")"));
    }

    /** One that lies in the same folder. */
    static Optional<Path> beside(Path weights) {
        return NAMES.stream()
                .map(weights::resolveSibling)
                .filter(Files::isRegularFile)
                .findFirst();
    }
}
