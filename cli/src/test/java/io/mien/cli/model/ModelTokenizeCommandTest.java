package io.mien.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mien.cli.InProcessMien;
import io.mien.cli.SharedFiles;
import io.mien.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mien model tokenize}. */
final class ModelTokenizeCommandTest {
    @TempDir
    Path folder;

    private static InProcessMien.Result tokenize(String... arguments) {
        List<String> all = new ArrayList<>(List.of("model", "tokenize", "--vocabulary", SharedFiles.vocabulary()));
        all.addAll(List.of(arguments));
        return InProcessMien.run(all.toArray(String[]::new));
    }

    @Test
    void eachTextIsALineOfIds() throws IOException {
        InProcessMien.Result text = tokenize("a dog", "A photo of a face.");

        assertThat(text.exitCode()).as(text.err()).isZero();
        assertThat(text.out()).isEqualTo(String.format("320 1929%n320 1125 539 320 1710 269%n"));
        assertThat(tokenize("--format", "json", "a dog", "").json().toString()).isEqualTo("[[320,1929],[]]");
    }

    @Test
    void aContextHasStartEndAndZeros() throws IOException {
        assertThat(tokenize("--context", "6", "--format", "json", "a dog")
                        .json()
                        .toString())
                .isEqualTo("[[49406,320,1929,49407,0,0]]");
        assertThat(tokenize("--context", "3", "--truncate", "--format", "json", "a dog")
                        .json()
                        .toString())
                .isEqualTo("[[49406,320,49407]]");
        assertThat(tokenize("--context", "3", "a dog").refusal(ExitCode.INPUT)).contains("a dog", "at most 1");
        assertThat(tokenize("--context", "1", "a dog").refusal(ExitCode.USAGE)).contains("--context: 1");
        assertThat(tokenize("--truncate", "a dog").refusal(ExitCode.USAGE)).contains("without --context");
    }

    @Test
    void idsAreThoseOfTheOriginal() throws IOException {
        JsonNode cases = new ObjectMapper()
                .readTree(SharedFiles.fixture("clip/tokenizer.json").toFile());
        assertThat(cases).hasSizeGreaterThan(20);
        for (JsonNode one : cases) {
            String text = one.get("text").textValue();
            InProcessMien.Result result = tokenize("--format", "json", "--", text);
            if (one.get("repaired_by_ftfy").booleanValue() && result.exitCode() != 0) {
                assertThat(result.refusal(ExitCode.INPUT)).as(text).startsWith("mien: ");
            } else {
                assertThat(result.json().get(0)).as(text).isEqualTo(one.get("ids"));
            }
        }
    }

    @Test
    void aVocabularyThatIsNoneIsRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("text.txt.gz"), "no vocabulary");

        assertThat(InProcessMien.run("model", "tokenize", "a dog", "--vocabulary", text.toString())
                        .refusal(ExitCode.MODEL))
                .contains("text.txt.gz");
        assertThat(InProcessMien.run("model", "tokenize", "a dog").refusal(ExitCode.USAGE))
                .contains("--vocabulary");
    }
}
