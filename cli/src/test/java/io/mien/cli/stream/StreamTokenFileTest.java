package io.mien.cli.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.cli.terminal.CommandException;
import io.mien.gateway.StreamGrant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamTokenFileTest {
    @TempDir
    private Path folder;

    /** It would lock every client out of a gateway that runs, and may be a file that is being written. */
    @ParameterizedTest
    @ValueSource(strings = {"streams:", "streams: []", "streams: ~", "~", "{}"})
    void aFileWithoutAStreamMakesNoSense(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("tokens.yaml"), text);

        assertThatThrownBy(() -> StreamTokenFile.read(file))
                .isInstanceOf(CommandException.class)
                .hasMessage("--token-file " + file + ": no stream (expected: streams, a list with at least one)");
    }

    @Test
    void aFileGrantsItsStreamsInTheirOrder() {
        assertThat(StreamTokenFile.read(Path.of("src/test/resources/tokens.yaml"))
                        .grants())
                .extracting(StreamGrant::streamId)
                .containsExactly("carol", "dave");
    }
}
