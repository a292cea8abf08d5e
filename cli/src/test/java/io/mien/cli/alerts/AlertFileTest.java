package io.mien.cli.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.cli.terminal.CommandException;
import io.mien.dashboard.AlertSettings;
import io.mien.dashboard.alerts.AlertRule;
import io.mien.dashboard.alerts.AlertTimes;
import io.mien.dashboard.alerts.StreamSelection;
import io.mien.dashboard.webhooks.WebhookSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertFileTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final Map<String, String> ENVIRONMENT = Map.of("HOOK", SECRET);

    @TempDir
    private Path folder;

    private AlertSettings read(String text) throws IOException {
        return AlertFile.read(Files.writeString(folder.resolve("alerts.yaml"), text), ENVIRONMENT);
    }

    private void assertFaults(String text, String... faults) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(CommandException.class)
                .hasMessageStartingWith("--alerts ")
                .hasMessageEndingWith(
                        "alerts.yaml:" + (faults.length == 1 ? " " + faults[0] : "\n  " + String.join("\n  ", faults)));
    }

    @Test
    void theExampleOfTheDocumentIsUnderstood() throws IOException {
        Matcher example = Pattern.compile("```yaml\n(rules:.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/alerts.md")));
        assertThat(example.find()).isTrue();
        AlertSettings settings = AlertFile.read(
                Files.writeString(folder.resolve("alerts.yaml"), example.group(1)), Map.of("WEBHOOK_SECRET", SECRET));
        assertThat(settings.rules()).hasSize(5);
        assertThat(settings.rules().get(0))
                .isEqualTo(new AlertRule.LabelAbove(
                        "anger held",
                        StreamSelection.ALL,
                        "anger",
                        0.6,
                        0.5,
                        1,
                        false,
                        new AlertTimes(Duration.ofSeconds(10), Duration.ofSeconds(5), null)));
        assertThat(settings.webhooks()).extracting(WebhookSettings::name).containsExactly("desk");
    }

    @Test
    void whatIsLeftOutHasItsDefaults() throws IOException {
        AlertSettings settings = read("""
                rules:
                  - {name: a, when: abstentions, above: 0.5, over: 1m}
                  - {name: b, when: no-readings, for: 30s, streams: hall}
                webhooks:
                  - {name: w, url: "http://127.0.0.1:9/x", secret: {environment: HOOK}, rules: [b]}
                """);
        assertThat(settings.rules())
                .containsExactly(
                        new AlertRule.AbstentionsAbove(
                                "a",
                                StreamSelection.ALL,
                                0.5,
                                0.4,
                                Duration.ofMinutes(1),
                                10,
                                new AlertTimes(Duration.ZERO, Duration.ZERO, null)),
                        new AlertRule.NoReadings(
                                "b",
                                new StreamSelection(List.of("hall")),
                                new AlertTimes(Duration.ofSeconds(30), Duration.ofSeconds(30), null)));
        assertThat(settings.webhooks().get(0).rules()).isEqualTo(Set.of("b"));
    }

    @Test
    void allThatIsWrongIsToldAtOnceWithItsLine() {
        assertFaults(
                """
                rules:
                  - name: one
                    when: label
                    label: anger
                    above: 60
                    for: soon
                    untill: 3s
                  - name: two
                    when: feed-down
                    above: 0.5
                  - when: sometimes
                webhook: []
                webhooks:
                  - name: desk
                    url: http://10.0.0.7/s3cret
                    secret: {environment: NONE}
                """,
                "line 5: above: 60.0 (expected: a share from 0 to below 1)",
                "line 6: for: 'soon' (expected: a duration such as 500ms, 30s, 5m or PT0.5S)",
                "line 7: untill: no such key (expected: name, when, streams, label, above, below, subjects, together,"
                        + " for, ends-after, repeat)",
                "line 8: for: missing (expected: how long it has to last, as 30s)",
                "line 10: above: no such key (expected: name, when, streams, for, ends-after, repeat)",
                "line 11: name: missing (expected: a name of its own)",
                "line 11: when: sometimes (expected: label, abstentions, feed-down or no-readings)",
                "line 12: webhook: no such key (expected: rules, webhooks)",
                "line 15: url: http to 10.0.0.7 (expected: https, or allow-http: true, where readings may go over that"
                        + " network unencrypted)",
                "line 16: secret: no variable NONE in the environment");
    }

    @Test
    void sharesThatAreNoneAreToldWithTheirLines() {
        assertFaults(
                """
                rules:
                  - name: one
                    when: label
                    label: anger
                    above: 60
                    below: 70
                    for: 3s
                    subjects: 0
                """,
                "line 5: above: 60.0 (expected: a share from 0 to below 1)",
                "line 6: below: 70.0 (expected: a share from 0 to that of above)",
                "line 8: subjects: 0 (expected: 1 to 1000)");
    }

    @Test
    void namesThatAreThereTwiceOrNotAtAllAreTold() {
        assertFaults(
                """
                rules:
                  - {name: a, when: no-readings, for: 30s}
                  - {name: a, when: no-readings, for: 30s}
                webhooks:
                  - {name: w, url: "https://h/x", secret: {environment: HOOK}, rules: [b]}
                """,
                "rule a: there twice (expected: a name of its own for each)",
                "webhook w: rules: b (expected: names of rules in this file)");
    }

    @Test
    void noSecretIsShown() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "hunter2-hunter2");
        assertThatThrownBy(() -> read("""
                rules: [{name: a, when: no-readings, for: 30s}]
                webhooks:
                  - {name: w, url: "http://h.invalid/s3cret", secret: {file: %s}}
                """.formatted(file)))
                .hasMessageContaining("line 3: secret: no base64")
                .hasMessageNotContainingAny("hunter2", "s3cret");
        assertFaults("rules: [\n", "line 2: expected the node content, but found '<stream end>'");
        assertFaults("", "no rules (expected: rules, a list of them)");
        assertThat(read("rules: [{name: a, when: no-readings, for: 30s}]").toString())
                .doesNotContain("whsec");
    }
}
