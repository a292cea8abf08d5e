package io.mien.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.cli.InProcessMien;
import io.mien.cli.ListedPictures;
import io.mien.making.build.UntrainedModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same pictures as telephones and programs leave them, and as PIL sees them: {@code classify}, {@code eval} and {@code
 * train} make the same of both. {@code models/pictures/src/differential/record_pictures.py} wrote them.
 */
final class PictureFlavoursTest {
    private static final List<String> FLAVOURS = List.of("p3-turned.jpg", "adobe-rgb.jpg", "exif-first.jpg");

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    /** A clip of each flavour, and of all of them; their list. */
    private Path write(String name, String ending) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int clip = 0; clip <= FLAVOURS.size(); clip++) {
            Path place = Files.createDirectories(folder.resolve(name + "/clip" + clip));
            for (int frame = 0; frame < FLAVOURS.size(); frame++) {
                String flavour = FLAVOURS.get(clip == FLAVOURS.size() ? frame : clip);
                try (InputStream in = Objects.requireNonNull(
                        PictureFlavoursTest.class.getResourceAsStream("/flavours/" + flavour + ending), flavour)) {
                    Files.copy(in, place.resolve(frame + (ending.isEmpty() ? ".jpg" : ".png")));
                }
            }
            lines.add("clip" + clip + " " + FLAVOURS.size() + " " + clip % 3);
        }
        return Files.write(folder.resolve(name + "/list.txt"), lines);
    }

    private static List<String> logits(JsonNode clips) {
        return clips.findValues("logits").stream().map(JsonNode::toString).toList();
    }

    private JsonNode trained(Path list, String name) throws IOException {
        Path labels = Files.writeString(folder.resolve("kinds.yaml"), ListedPictures.LABELS);
        InProcessMien.Result result = InProcessMien.run(
                "train",
                "dfer-clip",
                "--list",
                list.toString(),
                "--size",
                "tiny",
                "--labels",
                labels.toString(),
                "--frames",
                "2",
                "--batch",
                "2",
                "--epochs",
                "1",
                "--threads",
                "1",
                "--run",
                folder.resolve(name + "-run").toString(),
                "--out",
                folder.resolve(name + "-model").toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        return new ObjectMapper()
                .readTree(folder.resolve(name + "-model/mien-model.json").toFile());
    }

    @Test
    void aPicturesKindChangesNoNumber() throws IOException {
        Path asLeft = write("as-left", "");
        Path asSeen = write("as-pil-sees-them", ".expected.png");
        String model = folder.resolve("model").toString();
        UntrainedModel.build(Path.of(model), UntrainedModel.Size.TINY, 1);

        List<List<String>> said = new ArrayList<>();
        for (Path list : List.of(asLeft, asSeen)) {
            said.add(logits(InProcessMien.run(
                            "model",
                            "classify",
                            "--model",
                            model,
                            "--format",
                            "json",
                            list.resolveSibling("clip0").toString(),
                            list.resolveSibling("clip1").toString(),
                            list.resolveSibling("clip2").toString(),
                            list.resolveSibling("clip3").toString())
                    .json()));
            said.add(logits(InProcessMien.run("eval", "--model", model, "--list", list.toString(), "--format", "json")
                    .json()));
        }
        assertThat(said.get(2)).hasSize(4).doesNotHaveDuplicates().isEqualTo(said.get(0));
        assertThat(said.get(3)).hasSize(4).isEqualTo(said.get(1));
        assertThat(trained(asLeft, "as-left").get("saved_model_digest"))
                .isEqualTo(trained(asSeen, "as-pil-sees-them").get("saved_model_digest"));
    }
}
