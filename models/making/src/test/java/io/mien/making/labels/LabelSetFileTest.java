package io.mien.making.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.models.LabelSet;
import io.mien.models.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LabelSetFileTest {
    private static final String MOODS = """
            name: moods
            labels:
              - name: joy
                description: a broad smile
              - name: grief
                description: wet eyes
            """;

    @TempDir
    private Path folder;

    @Test
    void theBundledSetsHaveThePublishedOrderAndADescriptionForEachLabel() {
        LabelDescriptions seven = LabelSetFile.bundled("dfew-7");
        LabelDescriptions eleven = LabelSetFile.bundled("mafw-11");
        assertThat(seven.labelSet()).isEqualTo(LabelSet.DFEW_7);
        assertThat(eleven.labelSet()).isEqualTo(LabelSet.MAFW_11);
        assertThat(eleven.prompts().stream().flatMap(List::stream))
                .hasSize(11)
                .doesNotHaveDuplicates()
                .allSatisfy(description -> assertThat(description).hasSizeGreaterThan(40));
        assertThat(eleven.labels()).startsWith(seven.labels().toArray(LabelDescriptions.Label[]::new));
    }

    @Test
    void everyBundledSetHasItsFilesNameAndASentenceOfItsOwnForEachLabel() {
        assertThat(LabelSetFile.BUNDLED).isNotEmpty().allSatisfy(name -> {
            LabelDescriptions labels = LabelSetFile.bundled(name);
            assertThat(labels.name()).isEqualTo(name);
            assertThat(labels.labels())
                    .extracting(LabelDescriptions.Label::description)
                    .doesNotHaveDuplicates()
                    .allSatisfy(description -> assertThat(description).hasSizeGreaterThan(40));
        });
    }

    @Test
    void withoutTemplatesALabelsPromptIsItsDescription() throws IOException {
        assertThat(read(MOODS).prompts()).containsExactly(List.of("a broad smile"), List.of("wet eyes"));
    }

    @Test
    void withTemplatesALabelsPromptsAreTheTemplatesFilledWithItsName() throws IOException {
        LabelDescriptions labels = read("""
                name: moods
                labels:
                  - name: joy
                  - name: grief
                    description: not used
                templates: ["{}.", "a face that shows {}, yes {}"]
                """);
        assertThat(labels.prompts())
                .containsExactly(
                        List.of("joy.", "a face that shows joy, yes joy"),
                        List.of("grief.", "a face that shows grief, yes grief"));
    }

    @Test
    void namesAloneAreALabelSetButMakeNoPrompts() throws IOException {
        LabelDescriptions labels = read(MOODS.replace("    description: wet eyes\n", ""));
        assertThat(labels.labelSet().labels()).containsExactly("joy", "grief");
        assertThatThrownBy(labels::prompts)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("label grief has no description, and there are no templates");
    }

    @Test
    void unknownKeysAreRefusedWithTheirPlace() {
        refused(MOODS + "colour: blue\n", "line 7", "colour");
        refused(MOODS.replace("    description: wet", "    describe: wet"), "line 6", "describe");
    }

    @Test
    void repeatedKeysAreRefusedWithTheirPlace() {
        refused(MOODS + "name: again\n", "line 7", "name");
    }

    @Test
    void missingOrWrongPartsAreRefused() {
        refused("", "empty");
        refused("labels: []\n", "without a name");
        refused("name: moods\n", "no labels");
        refused("name: moods\nlabels:\n  - name: joy\n    description: d\n", "at least two");
        refused(MOODS.replace("grief", "joy"), "all different");
        refused(MOODS.replace("- name: joy\n    desc", "- desc"), "a label without a name");
        refused(MOODS + "templates: [a face]\n", "template \"a face\": no {}");
        refused(MOODS.replace("description: wet eyes", "description: [wet, eyes]"), "line 6");
        refused("name: [moods", "line");
        refused("- joy\n- grief\n", "line 1");
    }

    @Test
    void aFileThatIsFarTooLongIsNotRead() throws IOException {
        Path file = Files.writeString(folder.resolve("long.yaml"), "#".repeat(2 << 20));
        assertThatThrownBy(() -> LabelSetFile.read(file)).hasMessageContaining("over 1048576 bytes");
    }

    @Test
    void aNameOrAPathFindsALabelSet() throws IOException {
        Path file = Files.writeString(folder.resolve("moods.yaml"), MOODS);
        assertThat(LabelSetFile.find(file.toString()).name()).isEqualTo("moods");
        assertThat(LabelSetFile.find("mafw-11").labels()).hasSize(11);
        assertThatThrownBy(() -> LabelSetFile.find("dfew-8"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("dfew-8: no such file (expected: dfew-7, mafw-11, or");
    }

    @Test
    void whatIsWrittenIsReadBackEqual() throws IOException {
        LabelDescriptions labels = new LabelDescriptions(
                "tricky: set",
                List.of(
                        new LabelDescriptions.Label("no", "a # in it: 'quoted' \"twice\""),
                        new LabelDescriptions.Label("1", "- dash\nnew line")),
                List.of("{} face"));
        String text = LabelSetFile.text(labels);
        assertThat(read(text)).isEqualTo(labels);
    }

    private LabelDescriptions read(String yaml) throws IOException {
        return LabelSetFile.read(Files.writeString(folder.resolve("labels.yaml"), yaml));
    }

    private void refused(String yaml, String... parts) {
        assertThatThrownBy(() -> read(yaml))
                .as(yaml)
                .isInstanceOf(ModelException.class)
                .hasMessageContainingAll(parts)
                .hasMessageContaining("labels.yaml");
    }
}
