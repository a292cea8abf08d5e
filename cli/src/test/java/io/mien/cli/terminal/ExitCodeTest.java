package io.mien.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ExitCodeTest {

    @ParameterizedTest
    @EnumSource(ExitCode.class)
    void everyCodeIsDocumented(ExitCode code) throws IOException {
        assertThat(Files.readString(Path.of("../docs/commands.md")))
                .contains("| " + code.code() + " | " + code.meaning() + " |");
    }
}
