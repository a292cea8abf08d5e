package io.mien.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.making.importing.DferClipImport;
import io.mien.making.importing.ImportProgress;
import io.mien.making.importing.ModelImport;
import io.mien.models.ModelRunner;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import io.mien.models.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds an evaluation against the published code's on the same clips, pictures of many sizes among them. */
final class ListEvaluatorGoldenTest {

    @Test
    void figuresAreThePublishedCodesForRelativeAndAbsolutePaths(@TempDir Path folder) throws IOException {
        Path fixture = Fixtures.folder("dfer-clip");
        Path root = fixture.resolve("eval");
        JsonNode expected =
                new ObjectMapper().readTree(root.resolve("expected.json").toFile());
        Path model = folder.resolve("model");
        ModelImport.dferClip(fixture.resolve("dfer-clip.pth"), DferClipImport.defaults(), model, ImportProgress.SILENT);
        try (ModelRunner runner = new SavedModelRunnerFactory(model, RunnerOptions.defaults()).open()) {
            ListEvaluator evaluator = new ListEvaluator(runner, new PictureFolders());
            for (ClipList list : List.of(
                    ClipList.read(root.resolve("list.txt"), null),
                    ClipList.read(root.resolve("list.txt"), root),
                    ClipList.read(root.resolve("list-absolute.txt"), root))) {
                requireEqual(evaluator.wholeClips(list, done -> {}), expected);
            }
            // Sixteen cells at the pictures' own pace, so that a window of the job sees frames as they come.
            Evaluation windows = evaluator.windows(
                    ClipList.read(root.resolve("list.txt"), null), new TimeGrid(16, 25, 16 / 25.0, 4), done -> {});
            assertThat(windows.clips()).hasSize(16);
            // The third clip has exactly sixteen frames: one window, which is the whole clip.
            assertThat(windows.clips().get(2).logits())
                    .isEqualTo(evaluator
                            .wholeClips(ClipList.read(root.resolve("list.txt"), null), done -> {})
                            .clips()
                            .get(2)
                            .logits());
        }
    }

    private static void requireEqual(Evaluation evaluation, JsonNode expected) {
        Confusion confusion = evaluation.confusion();
        assertThat(100 * confusion.weightedAverageRecall())
                .isCloseTo(expected.get("war").doubleValue(), within(1e-9));
        assertThat(100 * confusion.unweightedAverageRecall())
                .isCloseTo(expected.get("uar").doubleValue(), within(1e-9));
        List<List<Integer>> rows = new ArrayList<>();
        expected.get("confusion").forEach(row -> {
            List<Integer> counts = new ArrayList<>();
            row.forEach(count -> counts.add(count.intValue()));
            rows.add(counts);
        });
        assertThat(confusion.rows()).isEqualTo(rows);
        for (int clip = 0; clip < evaluation.clips().size(); clip++) {
            EvaluatedClip scored = evaluation.clips().get(clip);
            assertThat(scored.predicted())
                    .isEqualTo(expected.get("predicted").get(clip).intValue());
            for (int i = 0; i < scored.logits().size(); i++) {
                assertThat((double) scored.logits().get(i))
                        .isCloseTo(expected.get("logits").get(clip).get(i).doubleValue(), within(1e-3));
            }
        }
    }
}
