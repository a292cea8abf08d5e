package io.mien.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mien.cli.InProcessMien;
import io.mien.cli.model.LanguageModelServer.Answer;
import io.mien.cli.terminal.ExitCode;
import io.mien.making.labels.LabelDescriptions;
import io.mien.making.labels.LabelSetFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mien labels describe}, against a server of the test's own. */
final class LabelsDescribeCommandTest {
    @TempDir
    Path folder;

    private static InProcessMien.Result describe(String endpoint, String... arguments) {
        List<String> all = new ArrayList<>(List.of("labels", "describe", "--endpoint", endpoint, "--llm", "parrot"));
        all.addAll(List.of(arguments));
        return InProcessMien.run(all.toArray(String[]::new));
    }

    private static Answer answer(LanguageModelServer.Request request) {
        return Answer.saying(
                request.question().contains("\"joy\"")
                        ? "<think>joy, so\n\nlips</think>\n\"lip corners: up,\nlids #narrowed\"\n\nI hope this helps!"
                        : "brows drawn up, ‘trembling’ lips");
    }

    @Test
    void theLabelSetHasWhatTheLanguageModelSaid() throws IOException {
        Path file = folder.resolve("moods.yaml");
        try (LanguageModelServer server = new LanguageModelServer(LabelsDescribeCommandTest::answer)) {
            InProcessMien.Result result =
                    describe(server.url() + "/v1/", "--name", "moods", "--out", file.toString(), "joy", "grief");

            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(result.err()).contains("[1/2] joy", "[2/2] grief");
            assertThat(Files.readString(file)).startsWith("# Written by the language model parrot. Review");
            assertThat(LabelSetFile.read(file))
                    .isEqualTo(new LabelDescriptions(
                            "moods",
                            List.of(
                                    new LabelDescriptions.Label("joy", "lip corners: up, lids #narrowed"),
                                    new LabelDescriptions.Label("grief", "brows drawn up, ‘trembling’ lips")),
                            List.of()));
            assertThat(server.requests()).hasSize(2).allSatisfy(request -> {
                assertThat(request.path()).isEqualTo("/v1/chat/completions");
                assertThat(request.authorization()).isEqualTo("null");
                assertThat(request.body().get("model").textValue()).isEqualTo("parrot");
                assertThat(request.body().get("stream").booleanValue()).isFalse();
            });
            assertThat(describe(server.url(), "--out", file.toString(), "joy", "grief")
                            .refusal(ExitCode.DISK))
                    .contains("something is there already");
            assertThat(server.requests()).as("nobody is asked in vain").hasSize(2);
        }
    }

    @Test
    void withoutAFileItGoesToTheTerminal() throws IOException {
        Path key = Files.writeString(folder.resolve("key"), "parrot-key\n");
        try (LanguageModelServer server = new LanguageModelServer(LabelsDescribeCommandTest::answer)) {
            String whole = server.url() + "/v1/chat/completions";
            JsonNode json = describe(whole, "--format", "json", "--api-key-file", key.toString(), "joy", "grief")
                    .json();

            assertThat(json.get("name").textValue()).isEqualTo("described");
            assertThat(json.at("/labels/1/name").textValue()).isEqualTo("grief");
            assertThat(json.at("/labels/0/description").textValue()).isEqualTo("lip corners: up, lids #narrowed");
            assertThat(server.requests()).allSatisfy(request -> {
                assertThat(request.path()).isEqualTo("/v1/chat/completions");
                assertThat(request.authorization()).isEqualTo("Bearer parrot-key");
            });
            assertThat(describe(whole, "joy", "grief").out())
                    .startsWith("# Written")
                    .contains("name: described");
        }
    }

    @Test
    void anEndpointThatGivesNoAnswerIsSaid() throws IOException {
        isRefused(new Answer(404, "{\"error\": {\"message\": \"no model parrot\"}}"), "status 404: no model parrot");
        isRefused(new Answer(500, "<html>oh</html>"), "status 500: <html>oh</html>");
        isRefused(new Answer(200, "polly"), "no JSON: polly");
        isRefused(new Answer(200, "{\"choices\": []}"), "without choices[0].message.content");
        isRefused(new Answer(200, "x".repeat(2 << 20)), "more than 1048576 bytes");
        isRefused(Answer.saying("<think>hm</think> \"\" "), "said nothing of joy");
        assertThat(describe("http://127.0.0.1:9/v1", "joy", "grief").refusal(ExitCode.ENDPOINT))
                .contains("http://127.0.0.1:9/v1/chat/completions: cannot be reached");
    }

    private static void isRefused(Answer answer, String saying) throws IOException {
        try (LanguageModelServer server = new LanguageModelServer(request -> answer)) {
            assertThat(describe(server.url(), "joy", "grief").refusal(ExitCode.ENDPOINT))
                    .contains(saying);
        }
    }

    @Test
    @Tag("long")
    void anAnswerThatDoesNotComeIsNotWaitedForLong() throws IOException {
        CountDownLatch told = new CountDownLatch(1);
        try (LanguageModelServer server = new LanguageModelServer(request -> {
            try {
                assertThat(told.await(1, TimeUnit.MINUTES)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Answer.saying("too late");
        })) {
            assertThat(describe(server.url(), "--timeout", "3s", "joy", "grief").refusal(ExitCode.ENDPOINT))
                    .contains("no answer in 3.0 s", "--timeout");
            told.countDown();
        }
    }

    @Test
    void whatMakesNoLabelSetIsRefusedBeforeAnybodyIsAsked() {
        String nobody = "http://127.0.0.1:9";
        assertThat(describe(nobody, "joy").refusal(ExitCode.USAGE)).contains("LABEL");
        assertThat(describe(nobody, "joy", "joy").refusal(ExitCode.USAGE)).contains("all different");
        assertThat(describe("ftp://x/v1", "joy", "grief").refusal(ExitCode.USAGE))
                .contains("--endpoint: ftp://x/v1");
        assertThat(describe(nobody, "--api-key-file", "missing", "joy", "grief").refusal(ExitCode.INPUT))
                .contains("--api-key-file missing");
    }
}
