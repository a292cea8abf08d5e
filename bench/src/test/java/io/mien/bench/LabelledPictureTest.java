package io.mien.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledPictureTest {
    private static final List<String> LABELS = List.of("happiness", "neutral");

    @TempDir
    Path folder;

    @Test
    void aPathMayHaveSpacesAndIsTakenFromTheListsFolder() throws IOException {
        assertThat(LabelledPicture.list(list("a face.jpg neutral\n\n  more/b.png happiness \n"), LABELS))
                .containsExactly(
                        new LabelledPicture(folder.resolve("a face.jpg"), "neutral"),
                        new LabelledPicture(folder.resolve("more/b.png"), "happiness"));
    }

    @Test
    void aLabelThatTheModelDoesNotHaveIsRefusedWithItsLine() throws IOException {
        Path list = list("a.jpg neutral\nb.jpg smile\n");
        assertThatThrownBy(() -> LabelledPicture.list(list, LABELS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(list
                        + ", line 2: b.jpg smile (expected: a picture's path, a space, one of [happiness, neutral])");
    }

    @Test
    void aLineWithoutALabelIsRefused() throws IOException {
        Path list = list("a.jpg\n");
        assertThatThrownBy(() -> LabelledPicture.list(list, LABELS)).hasMessageContaining("line 1: a.jpg");
    }

    private Path list(String text) throws IOException {
        return Files.writeString(folder.resolve("people.txt"), text);
    }
}
