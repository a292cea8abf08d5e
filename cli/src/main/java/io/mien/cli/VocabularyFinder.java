package io.mien.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the vocabulary that came with a file of weights. */
final class VocabularyFinder {
    /** As the publishers call it. */
    static final List<String> NAMES = List.of("tokenizer.json", "vocab.json", "bpe_simple_vocab_16e6.txt.gz");

    private VocabularyFinder() {}

    /** One that lies in the same folder. */
    static Optional<Path> beside(Path weights) {
        return NAMES.stream()
                .map(weights::resolveSibling)
                .filter(Files::isRegularFile)
                .findFirst();
    }
}
