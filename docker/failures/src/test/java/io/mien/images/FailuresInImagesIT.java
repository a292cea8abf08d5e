package io.mien.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each image has the libraries to start its command and to tell what keeps it from its work, in a sentence and a code. */
@Tag("long")
final class FailuresInImagesIT {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "dashboard", "gateway", "registry", "job"})
    void everyImageStartsItsCommand(String image) throws Exception {
        List<String> arguments = image.equals("job") ? List.of("--help") : List.of(image, "--help");
        ImageProcess help = ImageProcess.run(image, folder, arguments);

        assertThat(help.output()).contains("--bootstrap-servers").doesNotContain("NoClassDefFoundError");
        assertThat(help.exitCode()).isZero();
    }

    /** FOLDER is an empty folder, FILE a file in it, PORT a port that is taken; nothing listens on port 1. */
    @ParameterizedTest(name = "{0}: {1} ends with {2}")
    @CsvSource(delimiter = '|', textBlock = """
            ingest    | ingest --nonsense                                                           | 2 | Unknown option: '--nonsense'
            ingest    | ingest --config FOLDER/absent                                               | 2 | cannot be read
            ingest    | ingest --bootstrap-servers localhost:1 --input FOLDER/absent.mp4            | 3 | not there
            ingest    | ingest --bootstrap-servers localhost:1 --input FILE                         | 3 | no video
            ingest    | ingest --bootstrap-servers localhost:1 --feeds FILE                         | 2 | FILE
            ingest    | ingest --bootstrap-servers localhost:1 --state FOLDER/state                 | 4 | no answer
            ingest    | ingest --bootstrap-servers localhost:1 --state FOLDER/state --bundled       | 4 | no answer
            ingest    | ingest --bootstrap-servers localhost:1 --state FILE/state                   | 6 | FILE/state
            ingest    | ingest --bootstrap-servers localhost:1 --state FOLDER/state --detector FILE | 7 | FILE
            dashboard | dashboard --nonsense                                                        | 2 | Unknown option: '--nonsense'
            dashboard | dashboard --config FOLDER/absent                                            | 2 | cannot be read
            dashboard | dashboard --bootstrap-servers localhost:1 --alerts FILE                     | 2 | FILE
            dashboard | dashboard --bootstrap-servers localhost:1 --port PORT                       | 5 | cannot be listened on
            gateway   | gateway --nonsense                                                          | 2 | Unknown option: '--nonsense'
            gateway   | gateway --bootstrap-servers localhost:1                                     | 2 | token
            gateway   | gateway --bootstrap-servers localhost:1 --token-file FOLDER/absent          | 2 | cannot be read
            gateway   | gateway --bootstrap-servers localhost:1 --stream-token a=0123456789abcdef   | 4 | no answer
            registry  | registry --nonsense                                                         | 2 | Unknown option: '--nonsense'
            registry  | registry --kafka-config FOLDER/absent --bootstrap-servers localhost:1       | 2 | cannot be read
            registry  | registry --bootstrap-servers localhost:1                                    | 4 | no answer
            registry  | topics create --bootstrap-servers localhost:1                               | 4 | no answer
            """)
    void aFailureEndsInASentenceAndACode(String image, String command, int code, String sentence) throws Exception {
        Path file = Files.writeString(folder.resolve("file.bin"), "neither a video nor a detector");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ImageProcess process = ImageProcess.run(
                    image,
                    folder,
                    Arrays.stream(command.split(" "))
                            .map(word -> filled(word, file, taken.getLocalPort()))
                            .toList());

            assertThat(process.output()).contains("mien: ").contains(filled(sentence, file, taken.getLocalPort()));
            assertThat(process.output()).doesNotContain("NoClassDefFoundError", "\tat ");
            assertThat(process.exitCode()).as(process.output()).isEqualTo(code);
        }
    }

    /** It is Flink's client or job manager that shows the exception, so this one is told with its trace. */
    @Test
    void theJobTellsWhatItIsNotGiven() throws Exception {
        ImageProcess missing = ImageProcess.run("job", folder, List.of("--resume"));
        assertThat(missing.output()).contains("Missing required options").doesNotContain("NoClassDefFoundError");
        assertThat(missing.exitCode()).isEqualTo(1);

        ImageProcess unset = ImageProcess.run(
                "job",
                folder,
                List.of("--bootstrap-servers", "localhost:1", "--model", "/absent", "--purpose", "a test"));
        assertThat(unset.output())
                .contains("InferenceException: execution.checkpointing.dir")
                .doesNotContain("NoClassDefFoundError");
        assertThat(unset.exitCode()).isEqualTo(1);
    }

    private String filled(String words, Path file, int port) {
        return words.replace("FOLDER", folder.toString())
                .replace("FILE", file.toString())
                .replace("PORT", Integer.toString(port));
    }
}
