package io.mien.evaluation;

import io.mien.models.ModelException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds a list's clips on this machine. Lists name folders of the machine that they were made on, with that system's
 * separators: with a root, a path is looked for below it: whole, then without its first folder, and so on, so that {@code
 * /data/DFEW/clips/1} and {@code D:\DFEW\clips\1} are found as {@code ROOT/clips/1}.
 */
final class ClipPlaces {
    /** What a clip's file may be called that a list names without its ending. */
    private static final List<String> ENDINGS = List.of("", ".mp4", ".avi", ".mkv");

    private static final List<Normalizer.Form> FORMS = List.of(Normalizer.Form.NFC, Normalizer.Form.NFD);

    private final Path list;
    private final Optional<Path> root;
    private final List<Path> folders = new ArrayList<>();

    ClipPlaces(Path list, Optional<Path> root) {
        this.list = list;
        this.root = root;
    }

    /**
     * Where a clip is.
     *
     * @throws IllegalArgumentException if it is nowhere: the message says what to do
     */
    Path find(String written) {
        try {
            return findAs(written);
        } catch (IllegalArgumentException e) {
            // The same letters may be written as other characters on disk: macOS takes accents off their letters.
            for (Normalizer.Form form : FORMS) {
                String other = Normalizer.normalize(written, form);
                Optional<Path> place = other.equals(written) ? Optional.empty() : ifFound(other);
                if (place.isPresent()) {
                    return place.get();
                }
            }
            throw e;
        }
    }

    private Optional<Path> ifFound(String written) {
        try {
            return Optional.of(findAs(written));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Path findAs(String written) {
        try {
            return root.isPresent() ? below(root.get(), written) : asWritten(written);
        } catch (InvalidPathException e) {
            boolean plain = written.chars().allMatch(letter -> letter < 0x80);
            throw new IllegalArgumentException(
                    written + " (expected: a path"
                            + (plain
                                    ? ")"
                                    : "; where the locale has no such letters, LC_ALL=C.UTF-8 before the command has)"),
                    e);
        }
    }

    private Path asWritten(String written) {
        Path folder = list.toAbsolutePath().getParent();
        Path path = Path.of(written);
        Path place = folder == null ? path : folder.resolve(path);
        if (Files.exists(place)) {
            return place;
        }
        if (folder != null && isOfWindows(written)) {
            Path turned = folder.resolve(String.join(File.separator, names(written)));
            if (Files.exists(turned)) {
                return turned;
            }
        }
        throw new IllegalArgumentException(written + " is not at " + place
                + " (expected: --root DIR, the folder that the clips are below on this machine)");
    }

    private Path below(Path from, String written) {
        List<String> names = names(written);
        List<Path> candidates = new ArrayList<>(List.of(from));
        candidates.addAll(names.size() == 1 ? foldersOf(from) : List.of());
        for (Path folder : candidates) {
            for (int first = 0; first < names.size(); first++) {
                Path place = folder.resolve(String.join(File.separator, names.subList(first, names.size())));
                for (String ending : ENDINGS) {
                    Path file = place.resolveSibling(place.getFileName() + ending);
                    if (Files.exists(file)) {
                        return file;
                    }
                }
                Path frames =
                        place.resolveSibling(withoutEnding(place.getFileName().toString()));
                if (Files.isDirectory(frames)) {
                    return frames;
                }
            }
        }
        throw new IllegalArgumentException("neither " + written + " nor the end of it is below " + from
                + " (expected: the clips' folder as --root)");
    }

    /** A clip that is only a number may lie in one of several parts. */
    private List<Path> foldersOf(Path from) {
        if (folders.isEmpty()) {
            try (Stream<Path> entries = Files.list(from)) {
                entries.filter(Files::isDirectory)
                        .filter(entry -> !entry.getFileName().toString().matches("\\d+"))
                        .sorted()
                        .forEach(folders::add);
            } catch (IOException e) {
                throw new ModelException("--root " + from + ": cannot be read: " + e, e);
            }
        }
        return folders;
    }

    private static boolean isOfWindows(String written) {
        return written.contains("\\");
    }

    /** Of a path of any system, without its drive or root. */
    private static List<String> names(String written) {
        String turned = isOfWindows(written) ? written.replace('\\', '/') : written;
        List<String> names = new ArrayList<>(
                List.of(turned.replaceFirst("^[A-Za-z]:(?=/)", "").split("/+")));
        names.removeIf(name -> name.isEmpty() || name.equals("."));
        if (names.isEmpty()) {
            throw new IllegalArgumentException(written + " (expected: a clip's path)");
        }
        return names;
    }

    private static String withoutEnding(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
