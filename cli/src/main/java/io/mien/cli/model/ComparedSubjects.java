package io.mien.cli.model;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.evaluation.ClipList;
import io.mien.evaluation.EvaluatedClip;
import io.mien.evaluation.SubjectSplit;
import io.mien.models.ModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose clips belong together: subjects, whom intervals are drawn from, and groups, which are told apart. */
final class ComparedSubjects {
    private static final String SUBJECT = "subject";
    private static final String GROUP = "group";

    @Option(
            names = "--intervals-by",
            paramLabel = "REGEX",
            description =
                    "Also say how far WAR and UAR may be off, from 2000 draws of the subjects: 95 of 100 lie within."
                            + " What of a clip's path is its subject: the first group's match (the folder above the clip's own is"
                            + " '([^/]+)/[^/]+$'). Not needed where the lists have a column \"subject\".")
    @Nullable
    String intervalsBy;

    @Option(
            names = "--group-by",
            paramLabel = "COLUMN",
            description =
                    "Also measure the groups that a column of the lists tells apart (default: \"group\", if they have"
                            + " it). May be given several times.")
    List<String> groupBy = List.of();

    /**
     * Finds a clip's subject.
     *
     * @param lists that are evaluated
     * @param read those of them that are lists of clips
     * @return empty if nothing says whose a clip is
     * @throws ModelException if the pattern finds no subject in some path
     */
    Optional<Function<EvaluatedClip, String>> subject(List<Path> lists, List<ClipList> read) {
        if (intervalsBy != null) {
            Pattern pattern = pattern(intervalsBy);
            for (ClipList list : read) {
                list.clips().forEach(clip -> SubjectSplit.subject(list.file(), clip.path(), pattern));
            }
            return Optional.of(clip -> SubjectSplit.subject(lists.get(0), clip.path(), pattern));
        }
        if (read.size() == lists.size()
                && read.stream().allMatch(list -> columns(list).contains(SUBJECT))) {
            return Optional.of(clip -> clip.columns().getOrDefault(SUBJECT, ""));
        }
        return Optional.empty();
    }

    /** Refuses a pattern that is none, before anything is run. */
    void requirePattern() {
        if (intervalsBy != null) {
            pattern(intervalsBy);
        }
    }

    /**
     * Columns whose groups are told apart.
     *
     * @throws ModelException if a list does not have one that was asked for
     */
    List<String> groups(List<ClipList> read) {
        for (ClipList list : read) {
            for (String column : groupBy) {
                if (!columns(list).contains(column)) {
                    throw new ModelException("list " + list.file() + ": no column \"" + column + "\" (expected: "
                            + (columns(list).isEmpty()
                                    ? "a header that names it: clip,label," + column
                                    : "one of " + columns(list))
                            + ")");
                }
            }
        }
        if (!groupBy.isEmpty()) {
            return new ArrayList<>(new LinkedHashSet<>(groupBy));
        }
        boolean allHave =
                !read.isEmpty() && read.stream().allMatch(list -> columns(list).contains(GROUP));
        return allHave ? List.of(GROUP) : List.of();
    }

    private static Set<String> columns(ClipList list) {
        return list.clips().get(0).columns().keySet();
    }

    private static Pattern pattern(String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "--intervals-by " + regex + ": " + e.getDescription() + " (expected: a regular expression)",
                    e);
        }
    }
}
