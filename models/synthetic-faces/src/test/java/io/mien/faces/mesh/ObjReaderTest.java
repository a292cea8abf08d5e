package io.mien.faces.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.faces.FaceKitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ObjReaderTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @Test
    void numbersAreReadInAllTheirForms() throws IOException {
        Path file = file("# a comment\r\nv -1.5 0.0001 12\r\nvt 0.1 0.2\nv 1e-3 -2.5E1 .5\n");

        assertThat(ObjReader.vertices(file, 2)).containsExactly(-1.5f, 0.0001f, 12, 0.001f, -25, 0.5f);
    }

    @Test
    void polygonsCountFromZeroWhateverElseTheirCornersSay() throws IOException {
        Path file = file("v 0 0 0\nf 1/2 2/3 3/4 4/5\nusemtl M_Face\nf 4//1 2//2 1//3");

        assertThat(ObjReader.polygons(file)).containsExactly(new int[] {0, 1, 2, 3}, new int[] {3, 1, 0});
    }

    @Test
    void anotherNumberOfVerticesIsRefused() throws IOException {
        Path file = file("v 0 0 0\nv 1 1 1\n");

        assertThatThrownBy(() -> ObjReader.vertices(file, 3))
                .isInstanceOf(FaceKitException.class)
                .hasMessageContaining("2 vertices");
        assertThatThrownBy(() -> ObjReader.vertices(file, 1))
                .isInstanceOf(FaceKitException.class)
                .hasMessageContaining("more than 1");
    }

    @Test
    void whatIsNoNumberIsRefusedWithItsPlace() throws IOException {
        Path file = file("v 0 zero 0\n");

        assertThatThrownBy(() -> ObjReader.vertices(file, 1))
                .isInstanceOf(FaceKitException.class)
                .hasMessageContaining("byte 4");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("mesh.obj"), text);
    }
}
