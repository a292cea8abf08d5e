package io.mien.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileTextTest {
    @TempDir
    Path folder;

    @Test
    void aFileThatIsThereAlreadyIsSaidToBeThereWithWhatToDo() throws IOException {
        Path letters = Files.writeString(folder.resolve("letters.jsonl"), "kept");
        IOException failure = catchThrowableOfType(
                IOException.class, () -> Files.writeString(letters, "new", StandardOpenOption.CREATE_NEW));
        assertThat(FileText.of(failure))
                .contains("there already")
                .contains("expected: a new file")
                .contains("name another")
                .doesNotContain("letters.jsonl");
    }
}
