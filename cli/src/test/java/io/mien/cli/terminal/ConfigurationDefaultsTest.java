package io.mien.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

final class ConfigurationDefaultsTest {
    @TempDir
    Path folder;

    @Command(name = "root")
    static final class Root {}

    @Command(name = "work")
    static final class Work {
        @Option(names = "--purpose", defaultValue = "built in")
        String purpose = "";

        @Option(names = "--batch-delay", defaultValue = "1")
        int batchDelay;
    }

    private Work parse(Map<String, String> environment, @Nullable String file, String... arguments) throws IOException {
        Path path = file == null ? null : Files.writeString(folder.resolve("mien.properties"), file);
        Work work = new Work();
        CommandLine root = new CommandLine(new Root()).addSubcommand(work);
        root.setDefaultValueProvider(ConfigurationDefaults.read(root, environment, path));
        root.parseArgs(arguments);
        return work;
    }

    @Test
    void withoutAnythingTheBuiltInDefaultHolds() throws IOException {
        assertThat(parse(Map.of(), null, "work").purpose).isEqualTo("built in");
    }

    @Test
    void theCommandLineIsStrongerThanTheEnvironmentAndThatThanTheFile() throws IOException {
        String file = "work.purpose = file\nwork.batch-delay = 3";
        Map<String, String> environment = Map.of("MIEN_WORK_PURPOSE", "environment");

        assertThat(parse(environment, file, "work").purpose).isEqualTo("environment");
        assertThat(parse(environment, file, "work", "--purpose", "line").purpose)
                .isEqualTo("line");
        assertThat(parse(environment, file, "work").batchDelay).isEqualTo(3);
    }

    @Test
    void aKeyWithoutACommandStandsForEveryCommand() throws IOException {
        assertThat(parse(Map.of("MIEN_BATCH_DELAY", "7"), "purpose = shared", "work").batchDelay)
                .isEqualTo(7);
        assertThat(parse(Map.of(), "purpose = shared", "work").purpose).isEqualTo("shared");
    }

    @Test
    void unknownKeysAreRefusedByName() {
        assertThatThrownBy(() -> parse(Map.of(), "work.porpose = x", "work"))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("work.porpose")
                .hasMessageContaining("work.purpose");
        assertThatThrownBy(() -> parse(Map.of("MIEN_WORK_PORPOSE", "x"), null, "work"))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("MIEN_WORK_PORPOSE")
                .hasMessageContaining("a file names, begins otherwise than MIEN_");
    }
}
