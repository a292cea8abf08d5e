package io.mien.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.models.ModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class SubjectSplitTest {
    private static final Pattern FOLDER_ABOVE = Pattern.compile(SubjectSplit.FOLDER_ABOVE);

    private static ClipList list(String... paths) {
        return new ClipList(
                Path.of("list.txt"),
                Stream.of(paths)
                        .map(path -> new ListedClip(path, Path.of(path), 5, 0))
                        .toList());
    }

    private static ClipList tenSubjects() {
        List<String> paths = new ArrayList<>();
        for (int subject = 0; subject < 10; subject++) {
            for (int clip = 0; clip <= subject % 3; clip++) {
                paths.add("data/s" + subject + "/clip" + clip);
            }
        }
        return list(paths.toArray(String[]::new));
    }

    @Test
    void noSubjectIsInBothPartsAndNoClipIsLost() {
        ClipList list = tenSubjects();
        SubjectSplit split = SubjectSplit.of(list, FOLDER_ABOVE, 0.3, 1);
        assertThat(split.subjects()).hasSize(3);
        assertThat(split.heldOut())
                .isNotEmpty()
                .allMatch(clip -> split.subjects().contains(clip.path().split("/")[1]));
        assertThat(split.training())
                .isNotEmpty()
                .noneMatch(clip -> split.subjects().contains(clip.path().split("/")[1]));
        assertThat(Stream.concat(split.training().stream(), split.heldOut().stream()))
                .containsExactlyInAnyOrderElementsOf(list.clips());
    }

    @Test
    void theSplitDependsOnTheSeedAndNotOnTheListsOrder() {
        ClipList list = tenSubjects();
        List<ListedClip> turned = new ArrayList<>(list.clips());
        Collections.reverse(turned);
        SubjectSplit split = SubjectSplit.of(list, FOLDER_ABOVE, 0.3, 1);
        assertThat(SubjectSplit.of(new ClipList(list.file(), turned), FOLDER_ABOVE, 0.3, 1)
                        .subjects())
                .isEqualTo(split.subjects());
        assertThat(Stream.iterate(2L, seed -> seed + 1)
                        .limit(5)
                        .map(seed ->
                                SubjectSplit.of(list, FOLDER_ABOVE, 0.3, seed).subjects()))
                .anyMatch(other -> !other.equals(split.subjects()));
    }

    @Test
    void aPatternFindsSubjectsInNames() {
        ClipList list = list("clips/001_happy.mp4", "clips/001_sad.mp4", "clips/002_happy.mp4");
        assertThat(SubjectSplit.of(list, Pattern.compile("(\\d+)_"), 0.5, 1).subjects())
                .hasSize(1);
        assertThatThrownBy(() -> SubjectSplit.of(list, FOLDER_ABOVE, 0.5, 1))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("one subject, clips");
        assertThatThrownBy(() -> SubjectSplit.of(list, Pattern.compile("(s\\d+)_"), 0.5, 1))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("no subject in clips/001_happy.mp4");
        assertThatThrownBy(() -> SubjectSplit.of(list, FOLDER_ABOVE, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void atLeastOneSubjectIsHeldOutAndOneIsLeft() {
        assertThat(SubjectSplit.of(tenSubjects(), FOLDER_ABOVE, 0.001, 1).subjects())
                .hasSize(1);
        assertThat(SubjectSplit.of(tenSubjects(), FOLDER_ABOVE, 0.999, 1).subjects())
                .hasSize(9);
    }
}
