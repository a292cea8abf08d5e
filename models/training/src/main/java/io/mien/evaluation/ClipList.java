package io.mien.evaluation;

import io.mien.models.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list of labelled clips as the published code of DFER-CLIP has them for DFEW, FERV39k and MAFW: one clip a line, {@code
 * folder frames label}, with spaces between.
 *
 * @param file where the list is
 * @param clips in its order
 */
public record ClipList(Path file, List<ListedClip> clips) {
    public ClipList {
        clips = List.copyOf(clips);
    }

    /**
     * Reads a list.
     *
     * <p>Lists name folders of the machine that they were made on. With a root, a path is looked for below it: whole, then
     * without its first folder, and so on, so that {@code /data/DFEW/clips/1} is found as {@code ROOT/clips/1}.
     *
     * @param root null to take absolute paths as they are and relative ones from the list's folder
     * @throws ModelException naming the line that is none, or the clip that is not there
     */
    public static ClipList read(Path file, @Nullable Path root) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new ModelException("list " + file + ": cannot be read: " + e, e);
        }
        List<ListedClip> clips = new ArrayList<>();
        for (int line = 0; line < lines.size(); line++) {
            String text = lines.get(line).strip();
            if (!text.isEmpty()) {
                clips.add(clip(file, line + 1, text, root));
            }
        }
        if (clips.isEmpty()) {
            throw new ModelException("list " + file + ": empty (expected: lines of folder, frames and label)");
        }
        return new ClipList(file, clips);
    }

    /**
     * Checks the labels.
     *
     * @throws ModelException naming the first clip whose label is none of these
     */
    public void requireLabels(List<String> labels) {
        for (ListedClip clip : clips) {
            if (clip.label() >= labels.size()) {
                throw new ModelException("list " + file + ": label " + clip.label() + " of " + clip.path()
                        + " (expected: below " + labels.size() + ", for " + labels + ")");
            }
        }
    }

    private static ListedClip clip(Path file, int line, String text, @Nullable Path root) {
        // From the end, since a folder's name may have spaces in it.
        int last = lastBlank(text, text.length());
        int middle = last < 0 ? -1 : lastBlank(text.substring(0, last).stripTrailing(), last);
        if (middle < 0) {
            throw wrong(file, line, text, "folder, frames and label");
        }
        String path = text.substring(0, middle).strip();
        int frames = number(file, line, text, text.substring(middle, last).strip());
        int label = number(file, line, text, text.substring(last).strip());
        if (frames < 1) {
            throw wrong(file, line, text, "at least one frame");
        }
        return new ListedClip(path, place(file, line, path, root), frames, label);
    }

    private static int lastBlank(String text, int before) {
        for (int i = Math.min(before, text.length()) - 1; i >= 0; i--) {
            if (Character.isWhitespace(text.charAt(i))) {
                return i;
            }
        }
        return -1;
    }

    private static int number(Path file, int line, String text, String number) {
        try {
            return Integer.parseUnsignedInt(number);
        } catch (NumberFormatException e) {
            throw wrong(file, line, text, "whole numbers for frames and label");
        }
    }

    private static ModelException wrong(Path file, int line, String text, String expected) {
        return new ModelException("list " + file + ", line " + line + ": " + text + " (expected: " + expected + ")");
    }

    private static Path place(Path file, int line, String written, @Nullable Path root) {
        try {
            Path path = Path.of(written);
            Path folder = file.toAbsolutePath().getParent();
            Path from = root != null ? root : folder;
            if (from == null || (root == null && path.isAbsolute())) {
                return existing(file, line, written, path);
            }
            if (root == null) {
                return existing(file, line, written, from.resolve(path));
            }
            for (int first = 0; first < path.getNameCount(); first++) {
                Path below =
                        root.resolve(path.subpath(first, path.getNameCount()).toString());
                if (Files.exists(below)) {
                    return below;
                }
            }
            throw new ModelException("list " + file + ", line " + line + ": neither " + written
                    + " nor the end of it is below " + root + " (expected: the clips' folder as --root)");
        } catch (InvalidPathException e) {
            throw wrong(file, line, written, "a path");
        }
    }

    private static Path existing(Path file, int line, String written, Path place) {
        if (!Files.exists(place)) {
            throw new ModelException("list " + file + ", line " + line + ": " + written + " is not at " + place
                    + " (expected: --root DIR, the folder that the clips are below on this machine)");
        }
        return place;
    }
}
