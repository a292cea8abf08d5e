package io.mien.cli.alerts;

import io.mien.cli.terminal.FileText;
import io.mien.dashboard.webhooks.RetryPauses;
import io.mien.dashboard.webhooks.WebhookSecret;
import io.mien.dashboard.webhooks.WebhookSettings;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A webhook as the file has it; docs/alerts.md has the keys. The file says where the secret is, never what it is. */
final class WebhookEntry {
    /** Of nothing: never sent with. */
    private static final String STAND_IN = "A".repeat(32);

    private WebhookEntry() {}

    /** Empty if there is something wrong with it, which the file's faults have then. */
    static Optional<WebhookSettings> read(YamlMapping entry, Map<String, String> environment) {
        String name = entry.needed("name", "a name of its own").orElse("?");
        URI address = entry.needed("url", "https://host/path")
                .flatMap(text -> address(entry, text))
                .orElse(null);
        boolean allowHttp = entry.flag("allow-http");
        Optional<WebhookSecret> secret = secret(entry, environment);
        List<String> rules = entry.texts("rules");
        Duration answerWithin = entry.duration("answer-within").orElse(WebhookSettings.DEFAULT_ANSWER_WITHIN);
        Duration giveUpAfter = entry.duration("give-up-after").orElse(RetryPauses.DEFAULT.giveUpAfter());
        entry.refuseOthers();
        if (address == null) {
            return Optional.empty();
        }
        try {
            RetryPauses pauses =
                    new RetryPauses(RetryPauses.DEFAULT.first(), RetryPauses.DEFAULT.longest(), giveUpAfter);
            // Made even without a secret, so that what is wrong with the rest is told too.
            WebhookSettings settings = new WebhookSettings(
                    name,
                    address,
                    allowHttp,
                    secret.orElseGet(() -> WebhookSecret.parse(STAND_IN)),
                    Set.copyOf(rules),
                    pauses,
                    answerWithin);
            return secret.map(known -> settings);
        } catch (IllegalArgumentException e) {
            entry.faults(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** The message of Java would show the address, which may hold a secret. */
    private static Optional<URI> address(YamlMapping entry, String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException e) {
            entry.fault("url", "url: no address (expected: https://host/path)");
            return Optional.empty();
        }
    }

    private static Optional<WebhookSecret> secret(YamlMapping entry, Map<String, String> environment) {
        Optional<YamlMapping> found = entry.mapping("secret");
        if (found.isEmpty()) {
            entry.fault("secret", "secret: missing (expected: environment: NAME, or file: PATH)");
            return Optional.empty();
        }
        YamlMapping place = found.get();
        Optional<String> variable = place.text("environment");
        Optional<String> file = place.text("file");
        place.refuseOthers();
        if (variable.isPresent() == file.isPresent()) {
            entry.fault("secret", "secret: (expected: one of environment and file)");
            return Optional.empty();
        }
        try {
            String text = file.isPresent()
                    ? Files.readString(Path.of(file.get()))
                    : variable(environment, variable.orElse(""));
            return Optional.of(WebhookSecret.parse(text));
        } catch (IOException e) {
            entry.fault("secret", "secret: file " + file.orElse("") + " cannot be read (" + FileText.of(e) + ")");
        } catch (IllegalArgumentException e) {
            entry.fault("secret", "secret: " + e.getMessage());
        }
        return Optional.empty();
    }

    private static String variable(Map<String, String> environment, String name) {
        @Nullable String text = environment.get(name);
        if (text == null) {
            throw new IllegalArgumentException("no variable " + name + " in the environment");
        }
        return text;
    }
}
