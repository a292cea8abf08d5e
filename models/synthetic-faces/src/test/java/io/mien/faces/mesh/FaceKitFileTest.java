package io.mien.faces.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.faces.FaceKitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FaceKitFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @Test
    void aKitIsReadAsItWasWritten() throws IOException {
        FaceKit kit = TinyHead.kit();
        Path file = folder.resolve("deep/kit.bin");

        FaceKitFile.write(kit, file);
        FaceKit read = FaceKits.open(file, folder);

        assertThat(read.neutral()).isEqualTo(kit.neutral());
        assertThat(read.triangles()).isEqualTo(kit.triangles());
        assertThat(read.landmarks()).isEqualTo(kit.landmarks());
        assertThat(read.parts()).isEqualTo(kit.parts());
        assertThat(read.movements()).hasSameSizeAs(kit.movements());
        float[] before = kit.neutral().clone();
        float[] after = read.neutral().clone();
        kit.movements().get(3).addTo(before, 0.7f);
        read.movements().get(read.movement(kit.movements().get(3).name())).addTo(after, 0.7f);
        assertThat(after).isEqualTo(before);
    }

    @Test
    void sixteenBitsAreEnoughForAMovement() {
        float[] offsets = {0, 0, 0, 1.5f, -0.25f, 0.125f, 0, 0.0001f, 0};
        float[] positions = new float[offsets.length];

        Deformation.of("jawOpen", offsets, 0.003f).addTo(positions, 1);

        assertThat(positions[3]).isCloseTo(1.5f, Offset.offset(1e-4f));
        assertThat(positions[4]).isCloseTo(-0.25f, Offset.offset(1e-4f));
        assertThat(positions[5]).isCloseTo(0.125f, Offset.offset(1e-4f));
        assertThat(positions[7]).as("too small to be seen").isZero();
    }

    @Test
    void aBrokenFileIsRefusedAndSaysSo() throws IOException {
        Path file = folder.resolve("kit.bin");
        FaceKitFile.write(TinyHead.kit(), file);
        byte[] whole = Files.readAllBytes(file);

        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> FaceKitFile.read(file))
                .isInstanceOf(FaceKitException.class)
                .hasMessageContaining("kit.bin");
        Files.writeString(file, "something else altogether");
        assertThatThrownBy(() -> FaceKitFile.read(file))
                .isInstanceOf(FaceKitException.class)
                .hasMessageContaining("something else");
    }

    @Test
    void aFolderWithoutAKitIsRefusedWithWhatToFetch() {
        assertThatThrownBy(() -> FaceKits.open(folder, folder))
                .isInstanceOf(FaceKitException.class)
                .hasMessageContaining("generic_neutral_mesh.obj")
                .hasMessageContaining("ICT-FaceKit");
    }
}
