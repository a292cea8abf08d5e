package io.mien.recording;

import io.mien.recording.RecordingManifest.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The segments in a recording's folder: those of its manifest, and one of each topic that was being written at a kill. */
final class SegmentFiles {
    static final String DATA = ".avro";
    static final String BLOCKS = ".blocks";
    private static final Pattern NAME = Pattern.compile("(.+)-(\\d{5})\\.avro");

    private SegmentFiles() {}

    /** A segment that no manifest lists; its digests are not known. */
    static List<Segment> unlisted(Path folder, RecordingManifest manifest) throws IOException {
        Set<String> listed = manifest.segments().stream().map(Segment::file).collect(Collectors.toSet());
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.map(file -> String.valueOf(file.getFileName())).forEach(names::add);
        }
        List<Segment> unlisted = new ArrayList<>();
        for (String name : names) {
            Matcher matcher = NAME.matcher(name);
            if (matcher.matches() && !listed.contains(name)) {
                String blocks = name.substring(0, name.length() - DATA.length()) + BLOCKS;
                unlisted.add(new Segment(matcher.group(1), name, -1, -1, "", blocks, ""));
            }
        }
        return unlisted;
    }

    /** The number that the next segment gets. */
    static int nextNumber(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> NAME.matcher(String.valueOf(file.getFileName())))
                            .filter(Matcher::matches)
                            .mapToInt(matcher -> Integer.parseInt(matcher.group(2)))
                            .max()
                            .orElse(0)
                    + 1;
        }
    }
}
