package io.mien.models.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.making.build.UntrainedModel;
import io.mien.models.ModelException;
import io.mien.models.ModelManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;

final class ModelPackageTest {
    @TempDir
    private static Path original;

    @TempDir
    private Path folder;

    private Path copy;

    @BeforeAll
    static void build() {
        UntrainedModel.build(original.resolve("model"), UntrainedModel.Size.TINY, 1);
    }

    @BeforeEach
    void copy() throws IOException {
        copy = folder.resolve("copy");
        Path source = original.resolve("model");
        try (Stream<Path> paths = Files.walk(source)) {
            for (Path path : paths.toList()) {
                Files.copy(path, copy.resolve(source.relativize(path).toString()));
            }
        }
    }

    @Test
    void aCopyHasTheSameDigests() {
        ModelManifest manifest = ModelPackage.open(copy).manifest();
        assertThat(manifest)
                .isEqualTo(ModelPackage.open(original.resolve("model")).manifest());
        assertThat(manifest.savedModelDigest()).matches("sha256:[0-9a-f]{64}");
        assertThat(manifest.preprocessingDigest()).matches("sha256:[0-9a-f]{64}");
    }

    @Test
    void aFolderWithoutManifestIsRefusedWithWhatToDo() {
        assertThatThrownBy(() -> ModelPackage.open(folder))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("no mien-model.json")
                .hasMessageContaining("expected");
    }

    @Test
    void aMissingFileIsNamedWithTheManifestsClaim() throws IOException {
        Files.delete(copy.resolve("variables/variables.index"));
        assertThatThrownBy(() -> ModelPackage.open(copy))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("variables/variables.index is missing")
                .hasMessageContaining("the manifest says");
    }

    @Test
    void aFileWithOneOtherBitIsRefusedWithBothDigests() throws IOException {
        Path data = copy.resolve("variables/variables.data-00000-of-00001");
        byte[] bytes = Files.readAllBytes(data);
        bytes[bytes.length / 2] ^= 1;
        Files.write(data, bytes);
        assertThatThrownBy(() -> ModelPackage.open(copy))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("variables.data-00000-of-00001 has")
                .hasMessageMatching("(?s).*sha256 [0-9a-f]{64} \\(the manifest says .*sha256 [0-9a-f]{64}\\)");
    }

    @Test
    void aChangedSelfCheckIsRefusedThoughItIsNoPartOfTheModel() throws IOException {
        Path golden = copy.resolve("golden.json");
        Files.writeString(golden, Files.readString(golden).replace("\"format\":1", "\"format\":2"));
        assertThatThrownBy(() -> ModelPackage.open(copy))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("golden.json has");
    }

    @Test
    void aManifestThatClaimsAnotherShapeIsRefusedWithTheShapeFound() throws IOException {
        edit("\"embedding_width\" : 512", "\"embedding_width\" : 768");
        assertThatThrownBy(() -> ModelPackage.open(copy))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("encode_frames output embedding is float [?, 512]")
                .hasMessageContaining("the manifest says float [?, 768]");
    }

    @Test
    void aManifestThatClaimsOtherLabelsIsRefused() throws IOException {
        edit("      \"disgust\",\n", "");
        assertThatThrownBy(() -> ModelPackage.open(copy))
                .hasMessageContaining("classify_clips output logits is float [?, 7]")
                .hasMessageContaining("the manifest says float [?, 6]");
    }

    @Test
    void aManifestWithAnotherProfileThanItsDigestIsRefused() throws IOException {
        edit("\"factor\" : 1.0", "\"factor\" : 1.5");
        assertThatThrownBy(() -> ModelPackage.open(copy))
                .hasMessageContaining("preprocessing_digest is sha256:")
                .hasMessageContaining("the manifest says sha256:");
    }

    @Test
    void unknownMissingAndMistypedKeysAreRefusedByName() throws IOException {
        edit("\"format\" : 3,", "\"format\" : 3,\n  \"colour\" : \"blue\",");
        assertThatThrownBy(() -> ModelPackage.open(copy)).hasMessageContaining("colour");
        edit("  \"colour\" : \"blue\",\n", "");
        edit("  \"untrained\" : true,\n", "");
        assertThatThrownBy(() -> ModelPackage.open(copy)).hasMessageContaining("untrained");
        edit("\"format\" : 3,", "\"format\" : 3,\n  \"untrained\" : \"true\",");
        assertThatThrownBy(() -> ModelPackage.open(copy)).hasMessageContaining("String");
    }

    @Test
    void aManifestOfALaterFormatIsRefused() throws IOException {
        edit("\"format\" : 3,", "\"format\" : 4,");
        assertThatThrownBy(() -> ModelPackage.open(copy)).hasMessageContaining("format 4 (expected: 3;");
    }

    @Test
    void aManifestThatPointsOutOfItsFolderIsRefused() throws IOException {
        edit("\"path\" : \"variables/variables.index\"", "\"path\" : \"../secret\"");
        assertThatThrownBy(() -> ModelPackage.open(copy)).hasMessageContaining("../secret (expected: a file inside");
    }

    @Test
    void aSavedModelWithoutTheSignaturesIsRefusedAndLeavesNothingBehind() throws IOException {
        Path place = folder.resolve("other");
        ModelManifest manifest = ModelPackage.open(copy).manifest();
        assertThatThrownBy(() -> ModelPackage.write(
                        place,
                        files -> Files.write(files.resolve("saved_model.pb"), withoutSignatures()),
                        digest -> withDigest(manifest, digest),
                        ModelPackage.AttachmentWriter.NONE))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("no signature encode_frames (found: [])");
        assertThat(names(folder)).containsExactly("copy");
    }

    @Test
    void aWriterThatFailsHalfWayLeavesNothingBehind() throws IOException {
        ModelManifest manifest = ModelPackage.open(copy).manifest();
        assertThatThrownBy(() -> ModelPackage.write(
                        folder.resolve("other"),
                        files -> {
                            Files.write(files.resolve("saved_model.pb"), new byte[10]);
                            throw new IOException("No space left on device");
                        },
                        digest -> withDigest(manifest, digest),
                        ModelPackage.AttachmentWriter.NONE))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("No space left on device");
        assertThat(names(folder)).containsExactly("copy");
    }

    @Test
    void aPlaceThatIsTakenIsLeftAlone() {
        assertThatThrownBy(() -> UntrainedModel.build(copy, UntrainedModel.Size.TINY, 2))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("something is there already");
        assertThat(ModelPackage.open(copy).manifest().version()).isEqualTo("untrained-seed-1");
    }

    private void edit(String from, String to) throws IOException {
        Path manifest = copy.resolve(ModelPackage.MANIFEST);
        String text = Files.readString(manifest);
        assertThat(text).contains(from);
        Files.writeString(manifest, text.replace(from, to));
    }

    private static ModelManifest withDigest(ModelManifest manifest, String digest) {
        return new ModelManifest(
                manifest.family(),
                manifest.name(),
                manifest.version(),
                manifest.labelSet(),
                manifest.clipLength(),
                manifest.embeddingWidth(),
                manifest.preprocessing(),
                manifest.shortClips(),
                manifest.weights(),
                manifest.sources(),
                manifest.buildOptions(),
                manifest.untrained(),
                manifest.leastProbability(),
                digest);
    }

    private static byte[] withoutSignatures() {
        MetaGraphDef graph = MetaGraphDef.newBuilder()
                .setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder().addTags("serve"))
                .build();
        return SavedModel.newBuilder().addMetaGraphs(graph).build().toByteArray();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
