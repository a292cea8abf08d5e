package io.mien.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Digests of records' contents by the records' ids, to be held against those of another run, bit for bit. Not safe for use by many threads. */
final class ContentTally {
    private final Map<String, List<String>> contents = new TreeMap<>();

    /** What came of one that was held against another. */
    record Difference(long expected, long lost, long invented, long doubled, long different) {
        /** @param what is counted */
        String describe(String what) {
            return String.format(
                    Locale.ROOT,
                    "%d %s expected: %d lost, %d invented, %d doubled, %d different",
                    expected,
                    what,
                    lost,
                    invented,
                    doubled,
                    different);
        }

        boolean isNone() {
            return lost == 0 && invented == 0 && doubled == 0 && different == 0;
        }
    }

    void add(String id, ByteBuffer content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(content);
            contents.computeIfAbsent(id, unused -> new ArrayList<>())
                    .add(HexFormat.of().formatHex(digest.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Ids. */
    int size() {
        return contents.size();
    }

    /** Records beyond the first of an id count as doubled; a content that is not the expected one's first as different. */
    Difference against(ContentTally expected) {
        long lost = 0;
        long different = 0;
        for (Map.Entry<String, List<String>> wanted : expected.contents.entrySet()) {
            List<String> found = contents.getOrDefault(wanted.getKey(), List.of());
            lost += found.isEmpty() ? 1 : 0;
            different += found.stream()
                    .filter(one -> !one.equals(wanted.getValue().get(0)))
                    .count();
        }
        long invented = contents.keySet().stream()
                .filter(id -> !expected.contents.containsKey(id))
                .count();
        long doubled =
                contents.values().stream().mapToLong(same -> same.size() - 1L).sum();
        return new Difference(expected.size(), lost, invented, doubled, different);
    }

    /** One line an id: the id, and the digest of each of its records. */
    void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        contents.forEach((id, digests) -> lines.add(id + "\t" + String.join("\t", digests)));
        Files.write(file, lines);
    }

    static ContentTally read(Path file) throws IOException {
        ContentTally tally = new ContentTally();
        for (String line : Files.readAllLines(file)) {
            List<String> fields = List.of(line.split("\t"));
            tally.contents.put(fields.get(0), fields.subList(1, fields.size()));
        }
        return tally;
    }
}
