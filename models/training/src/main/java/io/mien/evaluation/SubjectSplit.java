package io.mien.evaluation;

import io.mien.models.ModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A list's clips in two parts that have no subject in common.
 *
 * @param training of most subjects
 * @param heldOut of the others
 * @param subjects that are held out
 */
public record SubjectSplit(List<ListedClip> training, List<ListedClip> heldOut, List<String> subjects) {

    /** The name of the folder above the clip's own: {@code s07} of {@code /data/s07/clip3}. */
    public static final String FOLDER_ABOVE = "([^/\\\\]+)[/\\\\][^/\\\\]+[/\\\\]?$";

    public SubjectSplit {
        training = List.copyOf(training);
        heldOut = List.copyOf(heldOut);
        subjects = List.copyOf(subjects);
    }

    /**
     * Holds subjects out. The same list, fraction and seed hold out the same ones, whatever the list's order.
     *
     * @param subject finds a clip's subject in its path as the list writes it; what its first group matches, or all that it
     *     matches if it has none
     * @param fraction of the subjects, rounded, at least one and never all
     * @throws ModelException if a path names no subject, or all name the same
     */
    public static SubjectSplit of(ClipList list, Pattern subject, double fraction, long seed) {
        if (!(fraction > 0 && fraction < 1)) {
            throw new IllegalArgumentException("held-out fraction: " + fraction + " (expected: between 0 and 1)");
        }
        List<String> ofClips = list.clips().stream()
                .map(clip -> subject(list.file(), clip.path(), subject))
                .toList();
        List<String> subjects = new ArrayList<>(new TreeSet<>(ofClips));
        if (subjects.size() < 2) {
            throw new ModelException("list " + list.file() + ": all clips are of one subject, " + subjects.get(0)
                    + ", as " + subject + " finds it (expected: a pattern that finds several)");
        }
        Collections.shuffle(subjects, new Random(seed));
        int held = (int) Math.min(Math.max(1, Math.round(fraction * subjects.size())), subjects.size() - 1);
        List<String> heldSubjects = subjects.subList(0, held).stream().sorted().toList();
        List<ListedClip> training = new ArrayList<>();
        List<ListedClip> heldOut = new ArrayList<>();
        for (int clip = 0; clip < ofClips.size(); clip++) {
            (heldSubjects.contains(ofClips.get(clip)) ? heldOut : training)
                    .add(list.clips().get(clip));
        }
        return new SubjectSplit(training, heldOut, heldSubjects);
    }

    /**
     * A clip's subject.
     *
     * @param list for the message
     * @param path of the clip, as the list writes it
     * @param subject finds it; what its first group matches, or all that it matches if it has none
     * @throws ModelException if it finds none
     */
    public static String subject(Path list, String path, Pattern subject) {
        Matcher found = subject.matcher(path);
        String name = found.find() ? found.group(found.groupCount() > 0 ? 1 : 0) : null;
        if (name == null || name.isEmpty()) {
            throw new ModelException("list " + list + ": no subject in " + path + ", where " + subject
                    + " looks for it (expected: a pattern that fits every path)");
        }
        return name;
    }
}
