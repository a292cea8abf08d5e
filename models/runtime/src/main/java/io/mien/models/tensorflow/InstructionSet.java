package io.mien.models.tensorflow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The instructions that oneDNN's code is made of, by its own names; each includes those before it. A sum's last bits depend
 * on them. The first two give a row of a batch the same bits wherever it stands in it; of {@link #AVX2} this is not so.
 */
public enum InstructionSet {
    SSE41("sse4_1"),
    AVX("avx"),
    AVX2("avx2"),
    AVX512_CORE("avx512f avx512bw avx512vl avx512dq");

    /** What every processor that TensorFlow runs on has, and gives the same bits on all. */
    public static final InstructionSet PORTABLE = AVX;

    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    /** By Linux's names, with a blank between them. */
    private final String flags;

    InstructionSet(String flags) {
        this.flags = flags;
    }

    /** By its name, also with what a processor may have beyond it; empty if it is none. */
    public static Optional<InstructionSet> of(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(set -> upper.equals(set.name()) || upper.startsWith(set.name() + "_"))
                .reduce((smaller, larger) -> larger);
    }

    /** The largest that this processor has; empty if that cannot be told. */
    public static Optional<InstructionSet> best() {
        List<String> flags = processorFlags();
        return Arrays.stream(values())
                .filter(set -> flags.containsAll(List.of(set.flags.split(" "))))
                .reduce((smaller, larger) -> larger);
    }

    /** What this processor can do, by Linux's names; empty if that cannot be told. */
    static List<String> processorFlags() {
        try (var lines = Files.lines(PROCESSORS, StandardCharsets.US_ASCII)) {
            return lines.filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .map(line -> List.of(line.split("\\s+")))
                    .orElse(List.of());
        } catch (IOException | java.io.UncheckedIOException e) {
            return List.of();
        }
    }

    /** Whether this includes the other. */
    public boolean includes(InstructionSet other) {
        return compareTo(other) >= 0;
    }
}
