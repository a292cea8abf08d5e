package io.mien.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that the page gives with a reading, run as they are, against the stack that made the reading. */
@Tag("long")
final class EvidenceCommandsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PAGE = Pattern.compile("page +(http://\\S+)");

    @TempDir
    static Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void thePagesCommandsAuditThatReadingAloneInTheTopicsAndLaterWithoutThem() throws Exception {
        JsonNode evidence;
        try (ChildMien demo = ChildMien.start(folder, "demo", "demo", "--exact", "--port", "0")) {
            String page = await().atMost(PATIENCE)
                    .until(() -> page(demo), Optional::isPresent)
                    .orElseThrow();
            String id = await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> readingWithALabel(page), Optional::isPresent)
                    .orElseThrow();
            evidence = get(page + "api/reading?id=" + id);
            assertThat(evidence.at("/reading/reading_id").asText()).isEqualTo(id);

            String found = run("topics", evidence.at("/commands/audit").asText());
            assertThat(found)
                    .contains("identical bit for bit", "readings   1 identical, 0 within", "face frames, 1 readings");
            assertThat(run("record", evidence.at("/commands/record").asText()))
                    .contains(" face frames, 1 readings", "manifest sha256 ");
            assertThat(demo.isAlive()).as(demo.err()).isTrue();
        }

        assertThat(run("recording", evidence.at("/commands/audit_recording").asText()))
                .contains("identical bit for bit", "readings   1 identical, 0 within");
    }

    @Test
    void aReadingAndARangeAreNotBothTaken() {
        assertThat(InProcessMien.run(
                                "audit",
                                "--reading",
                                "expressions/0/1",
                                "--streams",
                                "a",
                                "--model",
                                Audited.MODEL.toString())
                        .err())
                .contains("--reading and a range of the topics: both");
    }

    @Test
    void aPlaceThatIsNoneOfAReadingIsRefused() {
        assertThat(InProcessMien.run("record", "--reading", "face-frames/0/1", "--out", folder + "/none")
                        .err())
                .contains("--reading: face-frames/0/1 (expected: a place such as expressions/0/40");
    }

    private static Optional<String> page(ChildMien demo) throws IOException {
        assertThat(demo.isAlive()).as(demo.err()).isTrue();
        Matcher matcher = PAGE.matcher(demo.out());
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The newest of a subject that has been in view for a while. */
    private Optional<String> readingWithALabel(String page) throws IOException, InterruptedException {
        JsonNode subjects = get(page + "api/state").get("subjects");
        return StreamSupport.stream(subjects.spliterator(), false)
                .filter(subject -> subject.get("points").size() > 3
                        && subject.get("status").asText().equals("OK"))
                .map(subject -> subject.get("reading").asText())
                .findFirst();
    }

    /** As somebody who has filled in the folder of the package; a recording goes where the test may write. */
    private static String run(String name, String command) throws Exception {
        List<String> words = Stream.of(command.split(" "))
                .map(word -> word.equals("PACKAGE") ? Audited.MODEL.toString() : word)
                .map(word -> word.startsWith("reading-") ? folder.resolve(word).toString() : word)
                .toList();
        assertThat(words.get(0)).isEqualTo("mien");
        try (ChildMien mien =
                ChildMien.start(folder, name, words.subList(1, words.size()).toArray(String[]::new))) {
            assertThat(mien.await(PATIENCE)).as(mien.out() + mien.err()).isZero();
            assertThat(mien.sentences()).isEmpty();
            return mien.out();
        }
    }

    private JsonNode get(String address) throws IOException, InterruptedException {
        return JSON.readTree(
                client.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString())
                        .body());
    }
}
