package io.mien.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.models.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClipListTest {

    @Test
    void pathsOfAnotherMachineAreFoundBelowTheRoot(@TempDir Path folder) throws IOException {
        Path clip = Files.createDirectories(folder.resolve("root/clips/a clip"));
        Path list = folder.resolve("list.txt");
        Files.writeString(list, "/data/DFEW/clips/a clip 12 3\n\n");
        ListedClip found = ClipList.read(list, folder.resolve("root")).clips().get(0);
        assertThat(found).isEqualTo(new ListedClip("/data/DFEW/clips/a clip", clip, 12, 3));
    }

    @Test
    void aLineThatIsNoneIsNamed(@TempDir Path folder) throws IOException {
        Path list = folder.resolve("list.txt");
        Files.writeString(list, "clips/1 twelve 3\n");
        assertThatThrownBy(() -> ClipList.read(list, null))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("line 1: clips/1 twelve 3 (expected: whole numbers for frames and label)");
    }

    @Test
    void aClipThatIsNotThereIsNamedWithWhatToDo(@TempDir Path folder) throws IOException {
        Path list = folder.resolve("list.txt");
        Files.writeString(list, "clips/1 12 3\n");
        assertThatThrownBy(() -> ClipList.read(list, null))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("--root DIR");
    }
}
