package io.mien.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.mien.cli.DrawnPictures;
import io.mien.cli.InProcessMien;
import io.mien.cli.terminal.ExitCode;
import io.mien.ingest.sources.DrawnFaceSource.Scene;
import io.mien.ingest.sources.FrameSource;
import io.mien.ingest.sources.SourceFrame;
import io.mien.ingest.sources.VideoFileSource;
import io.mien.making.build.UntrainedModel;
import io.mien.models.ClipScores;
import io.mien.models.ExaminedClip;
import io.mien.models.ModelRunner;
import io.mien.models.tensorflow.RunnerOptions;
import io.mien.models.tensorflow.SavedModelRunnerFactory;
import io.mien.pictures.PreprocessingProfile;
import io.mien.pictures.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mien model classify} on pictures, folders and videos, with a small untrained model. */
final class ModelClassifyCommandTest {
    private static final List<String> LABELS =
            List.of("happiness", "sadness", "neutral", "anger", "surprise", "disgust", "fear");
    private static final List<Integer> OF_TWENTY = List.of(0, 1, 3, 4, 5, 6, 8, 9, 10, 11, 13, 14, 15, 16, 18, 19);
    /** Batches of another size add in another order. */
    private static final double ROUNDING = 1e-4;

    @TempDir
    private static Path folder;

    private static Path model;

    @BeforeAll
    static void build() {
        model = folder.resolve("model");
        UntrainedModel.build(model, UntrainedModel.Size.TINY, 1);
    }

    private static JsonNode classify(String... arguments) throws IOException {
        List<String> all =
                new ArrayList<>(List.of("model", "classify", "--model", model.toString(), "--format", "json"));
        all.addAll(List.of(arguments));
        JsonNode json = InProcessMien.run(all.toArray(String[]::new)).json();
        assertThat(json.isArray()).isTrue();
        return json;
    }

    private static FrameSource portrait() {
        return DrawnPictures.feed(Scene.PORTRAIT, Duration.ofSeconds(4));
    }

    private static List<RgbImage> images(FrameSource source) throws IOException {
        List<RgbImage> images = new ArrayList<>();
        try (source) {
            for (Optional<SourceFrame> frame = source.next(); frame.isPresent(); frame = source.next()) {
                images.add(frame.get().image());
            }
        }
        return images;
    }

    private static List<Integer> integers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::intValue)
                .toList();
    }

    private static void isCloseTo(JsonNode actual, float[] expected) {
        assertThat(actual).hasSize(expected.length);
        IntStream.range(0, expected.length)
                .forEach(i -> assertThat(actual.get(i).doubleValue()).isCloseTo(expected[i], within(ROUNDING)));
    }

    /** The model's answer when the frames are cut and chosen here. */
    private static ClipScores scores(List<RgbImage> frames) {
        try (ModelRunner runner = new SavedModelRunnerFactory(model, RunnerOptions.defaults()).open()) {
            PreprocessingProfile profile = runner.manifest().preprocessing();
            List<byte[]> pictures = frames.stream()
                    .map(frame -> profile.prepare(frame, null, null))
                    .toList();
            float[][] clip = runner.encodeFrames(pictures).toArray(float[][]::new);
            return runner.classifyClips(List.<float[][]>of(clip)).get(0);
        }
    }

    @Test
    void aFolderIsOneClipOfThePublishedFrames() throws IOException {
        List<RgbImage> images = images(portrait());
        Path clip = DrawnPictures.folder(folder.resolve("clip"), portrait(), 20);
        Files.writeString(clip.resolve("00003.txt"), "not a frame");
        Files.writeString(clip.resolve(".hidden.png"), "not a frame");

        JsonNode only = classify(clip.toString()).get(0);

        assertThat(only.get("input").textValue()).isEqualTo(clip.toString());
        assertThat(StreamSupport.stream(only.get("labels").spliterator(), false).map(JsonNode::textValue))
                .containsExactlyElementsOf(LABELS);
        assertThat(integers(only.get("frames"))).containsExactlyElementsOf(OF_TWENTY);
        ClipScores expected = scores(OF_TWENTY.stream().map(images::get).toList());
        isCloseTo(only.get("logits"), expected.logits());
        isCloseTo(only.get("probabilities"), expected.probabilities());
        assertThat(only.has("subject")).isFalse();
        assertThat(only.has("frame_features")).isFalse();
    }

    @Test
    void aPictureIsAClipOfItselfAndInputsKeepTheirOrder() throws IOException {
        List<RgbImage> images = images(portrait());
        Path first = DrawnPictures.png(folder.resolve("first.png"), images.get(3));
        Path second = DrawnPictures.png(folder.resolve("second"), images.get(30));

        JsonNode both = classify(second.toString(), first.toString());

        assertThat(both).hasSize(2);
        assertThat(both.get(0).get("input").textValue()).isEqualTo(second.toString());
        assertThat(integers(both.get(1).get("frames"))).containsExactlyElementsOf(Collections.nCopies(16, 0));
        isCloseTo(
                both.get(1).get("logits"),
                scores(Collections.nCopies(16, images.get(3))).logits());
        isCloseTo(
                both.get(0).get("logits"),
                scores(Collections.nCopies(16, images.get(30))).logits());
    }

    @Test
    void aVideoIsReadFrameByFrame() throws IOException {
        Path video = DrawnPictures.video(folder.resolve("portrait.mp4"), portrait());
        List<RgbImage> images = images(VideoFileSource.open(video, 4096));
        assertThat(images).hasSize(60);

        JsonNode only = classify(video.toString()).get(0);

        List<Integer> frames = List.of(1, 5, 9, 13, 16, 20, 24, 28, 31, 35, 39, 43, 46, 50, 54, 58);
        assertThat(integers(only.get("frames"))).containsExactlyElementsOf(frames);
        isCloseTo(
                only.get("logits"),
                scores(frames.stream().map(images::get).toList()).logits());
    }

    @Test
    void featuresAreThoseOfTheFramesAndOfTheTemporalModel() throws IOException {
        Path clip = DrawnPictures.folder(folder.resolve("short"), portrait(), 3);

        JsonNode only = classify("--features", clip.toString()).get(0);

        assertThat(integers(only.get("frames"))).containsExactly(0, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2);
        ArrayNode features = (ArrayNode) only.get("frame_features");
        assertThat(features).hasSize(16).allSatisfy(frame -> assertThat(frame).hasSize(512));
        assertThat(features.get(1)).isNotEqualTo(features.get(2));
        assertThat(features.get(2)).isEqualTo(features.get(15));
        try (ModelRunner runner = new SavedModelRunnerFactory(model, RunnerOptions.defaults()).open()) {
            float[][] embeddings = StreamSupport.stream(features.spliterator(), false)
                    .map(ModelClassifyCommandTest::floats)
                    .toArray(float[][]::new);
            List<float[][]> clips = List.<float[][]>of(embeddings);
            ExaminedClip expected = runner.examineClips(clips).get(0);
            isCloseTo(only.get("temporal_output"), expected.temporalOutput().orElseThrow());
            isCloseTo(only.get("logits"), expected.scores().logits());
        }
    }

    private static float[] floats(JsonNode array) {
        float[] floats = new float[array.size()];
        IntStream.range(0, floats.length).forEach(i -> floats[i] = array.get(i).floatValue());
        return floats;
    }

    @Test
    void withADetectorEverySubjectIsAClip() throws IOException {
        Path video = DrawnPictures.video(
                folder.resolve("meeting.mp4"), DrawnPictures.feed(Scene.MEETING, Duration.ofSeconds(3)));
        Path picture = DrawnPictures.png(
                folder.resolve("meeting.png"),
                images(DrawnPictures.feed(Scene.MEETING, Duration.ofSeconds(1))).get(0));

        JsonNode all = classify("--detector", "cascade", video.toString(), picture.toString());

        assertThat(StreamSupport.stream(all.spliterator(), false)
                        .map(entry -> entry.get("input").textValue() + " "
                                + entry.get("subject").textValue()))
                .containsExactly(video + " s1", video + " s2", picture + " s1", picture + " s2");
        List<Integer> frames = integers(all.get(0).get("frames"));
        assertThat(frames).hasSize(16).isSorted().doesNotHaveDuplicates();
        assertThat(frames.get(0))
                .as("frames before a face is confirmed are not cut")
                .isGreaterThanOrEqualTo(2);
        assertThat(frames.get(15)).isBetween(40, 44);
        assertThat(integers(all.get(2).get("frames"))).containsExactlyElementsOf(Collections.nCopies(16, 0));
        assertThat(all.get(0).get("logits")).isNotEqualTo(all.get(1).get("logits"));
    }

    @Test
    void anInputWithoutAFaceGivesNoEntryAndSaysSo() throws IOException {
        Path blank = DrawnPictures.png(folder.resolve("blank.png"), new RgbImage(64, 64, new byte[3 * 64 * 64]));

        InProcessMien.Result result = InProcessMien.run(
                "model",
                "classify",
                "--model",
                model.toString(),
                "--detector",
                "cascade",
                "--format",
                "json",
                blank.toString());

        assertThat(result.json()).isEmpty();
        assertThat(result.err()).contains(blank + ": no face found");
    }

    @Test
    void theTextNamesTheLikeliestLabelFirst() throws IOException {
        Path clip = DrawnPictures.folder(folder.resolve("text"), portrait(), 5);
        JsonNode json = classify(clip.toString()).get(0);
        double likeliest = 0;
        for (JsonNode probability : json.get("probabilities")) {
            likeliest = Math.max(likeliest, probability.doubleValue());
        }
        int label = 0;
        while (json.get("probabilities").get(label).doubleValue() < likeliest) {
            label++;
        }

        InProcessMien.Result result =
                InProcessMien.run("model", "classify", "--model", model.toString(), clip.toString());

        assertThat(result.out().lines().toList().get(0)).isEqualTo(clip.toString());
        assertThat(result.out().lines().toList().get(1)).startsWith("  " + LABELS.get(label));
        assertThat(result.out()).contains("frames 0 1 2 3 4 4 4 4 4 4 4 4 4 4 4 4 of 5");
        assertThat(result.err()).contains("UNTRAINED");
    }

    @Test
    void whatCannotBeClassifiedIsRefused() throws IOException {
        String missing = folder.resolve("missing.png").toString();
        String text =
                Files.writeString(folder.resolve("text.png"), "no picture").toString();
        Path broken = Files.write(folder.resolve("broken.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 1, 2, 3});
        Path empty = Files.createDirectory(folder.resolve("empty"));

        assertThat(refused(missing).refusal(ExitCode.INPUT)).contains(missing + ": not there");
        assertThat(refused(text).refusal(ExitCode.INPUT)).contains("text.png");
        assertThat(refused(broken.toString()).refusal(ExitCode.INPUT)).contains("broken.png");
        assertThat(refused(empty.toString()).refusal(ExitCode.INPUT)).contains("no pictures in it");
        assertThat(InProcessMien.run("model", "classify", "--model", missing, broken.toString())
                        .refusal(ExitCode.MODEL))
                .contains("no mien-model.json");
        assertThat(refused("--features", broken.toString()).refusal(ExitCode.USAGE))
                .contains("--format json");
        assertThat(refused().refusal(ExitCode.USAGE)).contains("INPUT");
        assertThat(refused("--precision", "float16", broken.toString()).refusal(ExitCode.USAGE))
                .contains("--precision", "BFLOAT16");
    }

    private static InProcessMien.Result refused(String... arguments) {
        List<String> all = new ArrayList<>(List.of("model", "classify", "--model", model.toString()));
        all.addAll(List.of(arguments));
        return InProcessMien.run(all.toArray(String[]::new));
    }
}
