package io.mien.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.cli.DrawnPictures;
import io.mien.cli.InProcessMien;
import io.mien.cli.ListedPictures;
import io.mien.cli.SharedFiles;
import io.mien.cli.TinyClip;
import io.mien.cli.terminal.ExitCode;
import io.mien.ingest.sources.DrawnFaceSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mien train dfer-clip}, {@code cliper} and {@code exp-clip} on a handful of tiny pictures. */
final class TrainListsCommandTest {
    private static final int CLIPS = 12;

    @TempDir
    private static Path shared;

    private static Path list;
    private static Path other;
    private static Path labels;
    private static Path clip;

    @TempDir
    Path folder;

    @BeforeAll
    static void write() throws IOException {
        list = ListedPictures.write(shared, "train", CLIPS);
        other = ListedPictures.write(shared, "other", 6);
        labels = Files.writeString(shared.resolve("kinds.yaml"), ListedPictures.LABELS);
        clip = TinyClip.write(shared.resolve("clip.safetensors"));
    }

    private InProcessMien.Result train(String recipe, Path trained, String run, String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", recipe, "--list", trained.toString()));
        arguments.addAll(List.of("--run", folder.resolve(run).toString()));
        arguments.addAll(List.of("--out", folder.resolve(run + "-model").toString()));
        arguments.addAll(List.of("--threads", "1", "--checkpoint-every", run.equals("broken") ? "PT0S" : "PT1M"));
        arguments.addAll(List.of(more));
        return InProcessMien.run(arguments.toArray(String[]::new));
    }

    private InProcessMien.Result dferClip(Path trained, String run, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--size", "tiny", "--labels", labels.toString()));
        arguments.addAll(List.of("--frames", "3", "--batch", "4", "--epochs", "3", "--milestones", "2"));
        arguments.addAll(List.of("--temporal-rate", "5e-4", "--encoder-rate", "5e-5", "--prompt-rate", "5e-4"));
        arguments.addAll(List.of(more));
        return train("dfer-clip", trained, run, arguments.toArray(String[]::new));
    }

    private InProcessMien.Result fromClip(String recipe, String run, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--from", clip.toString(), "--labels", labels.toString()));
        arguments.addAll(List.of(more));
        return train(recipe, list, run, arguments.toArray(String[]::new));
    }

    private JsonNode manifest(String run) throws IOException {
        return new ObjectMapper()
                .readTree(folder.resolve(run + "-model")
                        .resolve("mien-model.json")
                        .toFile());
    }

    private List<Double> losses(String run) throws IOException {
        return Files.readAllLines(folder.resolve(run).resolve("run.csv")).stream()
                .skip(1)
                .map(line -> Double.parseDouble(line.split(",", -1)[3]))
                .toList();
    }

    /** Checked, and one of the clips read. */
    private void requireWorks(String run) throws IOException {
        String model = folder.resolve(run + "-model").toString();
        InProcessMien.Result verified = InProcessMien.run("model", "verify", model);
        assertThat(verified.exitCode()).as(verified.err()).isZero();
        JsonNode classified = InProcessMien.run(
                        "model",
                        "classify",
                        "--model",
                        model,
                        "--format",
                        "json",
                        shared.resolve("train/s0/clip0").toString())
                .json();
        assertThat(classified.at("/0/logits")).hasSize(3);
        assertThat(folder.resolve(run).resolve("run.png")).isNotEmptyFile();
    }

    @Test
    @Tag("long")
    @Tag("long")
    void dferClipStoppedByAPictureThatCannotBeReadGoesOnToTheSameModel() throws IOException {
        InProcessMien.Result unbroken =
                dferClip(list, "unbroken", "--validation", other.toString(), "--root", shared.toString());
        assertThat(unbroken.exitCode()).as(unbroken.err()).isZero();
        assertThat(unbroken.err()).contains("epoch 3: loss", "validation WAR");
        List<Double> losses = losses("unbroken");
        assertThat(losses).hasSize(3);
        assertThat(losses.get(2)).as(losses.toString()).isLessThan(losses.get(0));
        requireWorks("unbroken");
        JsonNode manifest = manifest("unbroken");
        assertThat(manifest.findValuesAsText("role")).contains("list", "validation");
        assertThat(manifest.toString()).contains("\"selection\":\"best-war\"", "\"milestones\"");

        // The clips that are scored come after all steps of the first epoch.
        Path picture = shared.resolve("other/s1/clip4/0.png");
        byte[] whole = Files.readAllBytes(picture);
        Files.write(picture, new byte[] {1, 2, 3});
        InProcessMien.Result stopped =
                dferClip(list, "broken", "--validation", other.toString(), "--root", shared.toString());
        Files.write(picture, whole);
        assertThat(stopped.refusal(ExitCode.MODEL)).contains("clip4/0.png");
        assertThat(folder.resolve("broken/run.safetensors")).isNotEmptyFile();
        assertThat(folder.resolve("broken-model")).doesNotExist();
        InProcessMien.Result gone =
                dferClip(list, "broken", "--validation", other.toString(), "--root", shared.toString());
        assertThat(gone.exitCode()).as(gone.err()).isZero();
        assertThat(manifest("broken").get("saved_model_digest")).isEqualTo(manifest.get("saved_model_digest"));

        Files.move(folder.resolve("broken-model"), folder.resolve("elsewhere"));
        assertThat(dferClip(
                                list,
                                "broken",
                                "--validation",
                                other.toString(),
                                "--root",
                                shared.toString(),
                                "--seed",
                                "2")
                        .refusal(ExitCode.MODEL))
                .contains("there is a checkpoint of another run");
    }

    @Test
    void dferClipFromClipLearnsWordsAndHoldsSubjectsBack() throws IOException {
        InProcessMien.Result trained = fromClip(
                "dfer-clip",
                "run",
                "--vocabulary",
                SharedFiles.vocabulary(),
                "--frames",
                "2",
                "--batch",
                "3",
                "--epochs",
                "2",
                "--temporal-rate",
                "1e-3",
                "--hold-out-subjects",
                "0.25");
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        assertThat(manifest("run").toString()).contains("\"hold-out-subjects\":\"0.25\"", "vocabulary");
        requireWorks("run");
        JsonNode explained = InProcessMien.run(
                        "model", "explain", folder.resolve("run-model").toString(), "--format", "json")
                .json();
        assertThat(explained.at("/labels/0/prompts/0/learned")).hasSize(8);
        assertThat(explained.toString()).contains("a dark picture");
    }

    @Test
    @Tag("long")
    void cliperLearnsInTwoStagesWithEitherLoss() throws IOException {
        for (String loss : List.of("released", "cross-entropy")) {
            InProcessMien.Result trained = fromClip(
                    "cliper",
                    loss,
                    "--loss",
                    loss,
                    "--frames",
                    "2",
                    "--batch",
                    "6",
                    "--descriptors",
                    "2",
                    "--descriptor-epochs",
                    "2",
                    "--encoder-epochs",
                    "2",
                    "--encoder-rate",
                    "1e-4");
            assertThat(trained.exitCode()).as(trained.err()).isZero();
            List<Double> losses = losses(loss);
            assertThat(losses).hasSize(4);
            assertThat(losses.get(3)).as(losses.toString()).isLessThan(losses.get(0));
        }
        requireWorks("released");
        assertThat(train(
                                "dfer-clip",
                                list,
                                "other",
                                "--from",
                                folder.resolve("released-model").toString())
                        .refusal(ExitCode.MODEL))
                .contains("of the family cliper", "mien train dfer-clip");
        assertThat(manifest("released").findValuesAsText("role")).contains("start", "list", "descriptors");
        assertThat(fromClip("cliper", "released", "--batch", "6").refusal(ExitCode.USAGE))
                .contains("something is there already");
    }

    @Test
    void expClipsHeadLearnsFromATeachersVectors() throws IOException {
        Path teacher = TinyClip.teacher(folder.resolve("teacher.safetensors"), CLIPS, 24);
        InProcessMien.Result trained = fromClip(
                "exp-clip",
                "run",
                "--vocabulary",
                SharedFiles.vocabulary(),
                "--teacher",
                teacher.toString(),
                "--batch",
                "6",
                "--epochs",
                "6",
                "--rate",
                "1e-3");
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        List<Double> losses = losses("run");
        assertThat(losses.get(5)).as(losses.toString()).isLessThan(losses.get(0));
        assertThat(folder.resolve("run/head.safetensors")).isNotEmptyFile();
        assertThat(manifest("run").findValuesAsText("role")).contains("teacher", "head", "list");
        requireWorks("run");
    }

    @Test
    void videosAreClipsToo() throws IOException {
        Path video = DrawnPictures.video(
                folder.resolve("portrait.mp4"),
                DrawnPictures.feed(DrawnFaceSource.Scene.PORTRAIT, Duration.ofSeconds(2)));
        Path clips = folder.resolve("videos.txt");
        Files.writeString(clips, video + " 20 0\n" + shared.resolve("train/s0/clip1") + " 4 1\n");
        InProcessMien.Result trained = train(
                "dfer-clip", clips, "run", "--size", "tiny", "--labels", "dfew-7", "--batch", "2", "--epochs", "1");
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        requireIsDferClip("run");

        Files.writeString(clips, video + " 400 0\n" + shared.resolve("train/s0/clip1") + " 4 1\n");
        assertThat(train("dfer-clip", clips, "other", "--size", "tiny", "--labels", "dfew-7", "--batch", "2")
                        .refusal(ExitCode.INPUT))
                .contains("portrait.mp4: ends after");
    }

    private void requireIsDferClip(String run) throws IOException {
        assertThat(manifest(run).get("family").textValue()).isEqualTo("dfer-clip");
        assertThat(manifest(run).get("untrained").booleanValue()).isFalse();
    }

    @Test
    void whatCannotBeTrainedIsRefusedBeforeAnythingIsWritten() throws IOException {
        assertThat(dferClip(shared.resolve("missing.txt"), "run").refusal(ExitCode.MODEL))
                .contains("missing.txt: cannot be read");
        Path outside = Files.writeString(shared.resolve("outside.txt"), "train/s0/clip0 3 3\n");
        assertThat(dferClip(outside, "run").refusal(ExitCode.MODEL)).contains("label 3 of train/s0/clip0");
        assertThat(train("dfer-clip", list, "run", "--size", "tiny", "--labels", labels.toString(), "--batch", "13")
                        .refusal(ExitCode.MODEL))
                .contains("batch: 13 clips, of 12");
        assertThat(dferClip(list, "run", "--select", "best-uar").refusal(ExitCode.MODEL))
                .contains("no clips to select an epoch by");
        assertThat(dferClip(list, "run", "--subject", "x").refusal(ExitCode.USAGE))
                .contains("--subject: has no meaning without");
        assertThat(dferClip(list, "run", "--from", clip.toString()).refusal(ExitCode.USAGE))
                .contains("both --from and --size");
        assertThat(dferClip(list, "run", "--augmentation", "x").refusal(ExitCode.USAGE))
                .contains("none, dfew, ferv39k, mafw");
        assertThat(train("dfer-clip", list, "run").refusal(ExitCode.USAGE)).contains("neither --from and --size");
        assertThat(train("cliper", list, "run", "--from", folder.toString(), "--labels", "dfew-7")
                        .refusal(ExitCode.USAGE))
                .contains("a package holds no text encoder");
        assertThat(folder).isEmptyDirectory();
    }
}
