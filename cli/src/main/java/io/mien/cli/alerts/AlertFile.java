package io.mien.cli.alerts;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.cli.terminal.FileText;
import io.mien.cli.terminal.YamlLine;
import io.mien.dashboard.AlertSettings;
import io.mien.dashboard.alerts.AlertRule;
import io.mien.dashboard.webhooks.WebhookSettings;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads a file of rules and webhooks; docs/alerts.md has the keys. */
final class AlertFile {
    private AlertFile() {}

    /**
     * Reads it.
     *
     * @throws CommandException if it cannot be read, or makes no sense; the message names the file, and all that is wrong
     *     with its lines, and holds no secret
     */
    static AlertSettings read(Path file, Map<String, String> environment) {
        List<YamlMapping.Fault> faults = new ArrayList<>();
        try {
            YamlMapping content = new YamlMapping(
                    new Yaml(new SafeConstructor(new LoaderOptions()))
                            .compose(new StringReader(Files.readString(file))),
                    faults);
            List<AlertRule> rules = content.mappings("rules").stream()
                    .map(RuleEntry::read)
                    .flatMap(Optional::stream)
                    .toList();
            List<WebhookSettings> webhooks = content.mappings("webhooks").stream()
                    .map(entry -> WebhookEntry.read(entry, environment))
                    .flatMap(Optional::stream)
                    .toList();
            content.refuseOthers();
            // What refers to a rule that is wrong would be told as wrong too.
            requireNone(faults, file);
            if (rules.isEmpty()) {
                throw wrong(file, List.of("no rules (expected: rules, a list of them)"));
            }
            return settings(rules, webhooks, file);
        } catch (MarkedYAMLException e) {
            throw wrong(file, List.of(YamlLine.before(e) + e.getProblem()));
        } catch (YAMLException e) {
            throw wrong(file, List.of("no YAML"));
        } catch (IOException e) {
            throw wrong(file, List.of("cannot be read (" + FileText.of(e) + ")"));
        }
    }

    private static void requireNone(List<YamlMapping.Fault> faults, Path file) {
        if (!faults.isEmpty()) {
            throw wrong(
                    file,
                    faults.stream()
                            .sorted(Comparator.comparingInt(YamlMapping.Fault::line))
                            .map(fault -> "line " + fault.line() + ": " + fault.text())
                            .toList());
        }
    }

    private static AlertSettings settings(List<AlertRule> rules, List<WebhookSettings> webhooks, Path file) {
        try {
            return new AlertSettings(rules, webhooks);
        } catch (IllegalArgumentException e) {
            throw wrong(file, String.valueOf(e.getMessage()).lines().toList());
        }
    }

    private static CommandException wrong(Path file, List<String> faults) {
        String all = faults.size() == 1
                ? " " + faults.get(0)
                : faults.stream().map(each -> "\n  " + each).reduce("", String::concat);
        return new CommandException(ExitCode.USAGE, "--alerts " + file + ":" + all);
    }
}
