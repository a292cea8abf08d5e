package io.mien.evaluation;

import io.mien.models.LabelSet;
import io.mien.models.ModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A list of labelled clips: as the published code of DFER-CLIP has them for DFEW, FERV39k and MAFW, one clip a line, {@code
 * folder frames label}, or as the data sets themselves have them; or with a header that names its columns.
 *
 * @param file where the list is
 * @param clips in its order
 * @param labels what labels' indices stand for; empty if the list does not say
 * @param skipped lines that were left out, each with the reason
 */
public record ClipList(Path file, List<ListedClip> clips, Optional<LabelSet> labels, List<String> skipped) {
    private static final int MOST_SHOWN = 20;

    public ClipList {
        clips = List.copyOf(clips);
        skipped = List.copyOf(skipped);
    }

    /** A list whose lines were all read, and whose labels are indices. */
    public ClipList(Path file, List<ListedClip> clips) {
        this(file, clips, Optional.empty(), List.of());
    }

    /**
     * Reads a list in the published form.
     *
     * @param root null to take absolute paths as they are and relative ones from the list's folder
     * @throws ModelException as {@link #readWith}
     */
    public static ClipList read(Path file, @Nullable Path root) {
        return readWith(file, ClipListReading.published(Optional.ofNullable(root)));
    }

    /**
     * Reads a list.
     *
     * @throws ModelException naming all lines that are none and all clips that are not there, unless they are to be skipped
     */
    public static ClipList readWith(Path file, ClipListReading reading) {
        List<String> lines = ListText.lines(file, reading.encoding());
        ClipPlaces places = new ClipPlaces(file, reading.root());
        Optional<ListHeader> header = header(file, lines);
        List<ListedClip> clips = new ArrayList<>();
        List<String> bad = new ArrayList<>();
        boolean begun = header.isEmpty();
        for (int line = 0; line < lines.size(); line++) {
            String text = lines.get(line);
            if (text.isBlank()) {
                continue;
            } else if (!begun) {
                begun = true;
                continue;
            }
            try {
                clips.add(clip(text, header, places, reading));
            } catch (IllegalArgumentException | ModelException e) {
                bad.add("line " + (line + 1) + ": " + e.getMessage());
            }
        }
        if (!bad.isEmpty() && !reading.skipBad()) {
            throw refused(file, bad, clips.size());
        }
        if (clips.isEmpty()) {
            throw new ModelException("list " + file + ": "
                    + (bad.isEmpty() ? "empty" : "nothing left: " + String.join("; ", shown(bad)))
                    + " (expected: lines of folder, frames and label)");
        }
        return new ClipList(file, clips, reading.labels().or(reading.format()::labels), bad);
    }

    private static ModelException refused(Path file, List<String> bad, int good) {
        if (bad.size() == 1) {
            return new ModelException("list " + file + ", " + bad.get(0)
                    + (good == 0 ? "" : "; the other " + good + " are in order (--skip-bad goes on without it)"));
        }
        return new ModelException("list " + file + ": " + bad.size() + " of " + (good + bad.size())
                + " lines are bad (--skip-bad goes on without them):\n  " + String.join("\n  ", shown(bad)));
    }

    private static List<String> shown(List<String> bad) {
        List<String> shown = new ArrayList<>(bad.subList(0, Math.min(bad.size(), MOST_SHOWN)));
        if (bad.size() > MOST_SHOWN) {
            shown.add("and " + (bad.size() - MOST_SHOWN) + " more");
        }
        return shown;
    }

    /** Some of the clips, with what the labels stand for. */
    public ClipList with(List<ListedClip> some) {
        return new ClipList(file, some, labels, skipped);
    }

    /**
     * The list with labels that are indices into these.
     *
     * @throws ModelException naming all clips whose label is none of them, or the labels that the list means instead
     */
    public ClipList withLabels(List<String> expected) {
        List<String> own = labels.map(LabelSet::labels).orElse(expected);
        if (!own.equals(expected) && !(own.size() == expected.size() && expected.containsAll(own))) {
            throw new ModelException("list " + file + ": labels " + own + " (expected: " + expected
                    + ", in any order; write a list of folder, frames and label for others)");
        }
        List<String> wrong = clips.stream()
                .filter(clip -> clip.label() >= own.size())
                .map(clip -> "label " + clip.label() + " of " + clip.path())
                .toList();
        if (!wrong.isEmpty()) {
            throw new ModelException("list " + file + ": " + String.join("; ", shown(wrong)) + " (expected: below "
                    + own.size() + ", for " + own + ")");
        }
        if (own.equals(expected)) {
            return this;
        }
        List<ListedClip> turned = clips.stream()
                .map(clip -> new ListedClip(
                        clip.path(),
                        clip.place(),
                        clip.frames(),
                        expected.indexOf(own.get(clip.label())),
                        clip.columns()))
                .toList();
        return new ClipList(file, turned, Optional.of(new LabelSet("labels", expected)), skipped);
    }

    /** Of a first line that names columns. */
    private static Optional<ListHeader> header(Path file, List<String> lines) {
        try {
            return lines.stream().filter(line -> !line.isBlank()).findFirst().flatMap(ListHeader::of);
        } catch (IllegalArgumentException e) {
            throw new ModelException("list " + file + ", header: " + e.getMessage(), e);
        }
    }

    private static ListedClip clip(
            String text, Optional<ListHeader> header, ClipPlaces places, ClipListReading reading) {
        ClipListFormat.Line line;
        Map<String, String> columns = Map.of();
        try {
            if (header.isPresent()) {
                ListHeader.Fields fields = header.get().fields(text);
                line = reading.format().line(fields.clip(), fields.frames(), fields.label());
                columns = fields.columns();
            } else {
                line = reading.format().parse(text.strip());
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(text.strip() + " (expected: " + e.getMessage() + ")", e);
        }
        Path place = places.find(line.path());
        return new ListedClip(line.path(), place, frames(line, place, reading), line.label(), columns);
    }

    private static int frames(ClipListFormat.Line line, Path place, ClipListReading reading) {
        boolean counted = reading.framesOnDisk() || line.frames().isEmpty();
        if (reading.counter().isEmpty()) {
            return line.frames()
                    .orElseThrow(() -> new IllegalArgumentException(
                            line.path() + ": its frames are in no list (expected: they are counted on disk)"));
        } else if (!counted && !Files.isDirectory(place)) {
            return line.frames().getAsInt(); // a film is counted by decoding it
        }
        int found = reading.counter().get().frames(place);
        int least = counted ? 1 : line.frames().getAsInt();
        if (found < least) {
            throw new IllegalArgumentException(place + ": " + found + " pictures (expected: at least " + least
                    + (counted ? "" : ", as the list says; --frames-on-disk takes those that are there") + ")");
        }
        return counted ? found : least;
    }
}
