package io.mien.dashboard;

import io.mien.dashboard.alerts.AlertRule;
import io.mien.dashboard.webhooks.WebhookSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a dashboard looks after, and whom it tells. */
public record AlertSettings(List<AlertRule> rules, List<WebhookSettings> webhooks) {
    /** Looks after nothing. */
    public static final AlertSettings NONE = new AlertSettings(List.of(), List.of());

    private static final int MOST_RULES = 100;
    private static final int MOST_WEBHOOKS = 10;

    /** @throws IllegalArgumentException with all that is wrong, a line each */
    public AlertSettings {
        rules = List.copyOf(rules);
        webhooks = List.copyOf(webhooks);
        List<String> faults = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (AlertRule rule : rules) {
            if (!names.add(rule.name())) {
                faults.add("rule " + rule.name() + ": there twice (expected: a name of its own for each)");
            }
        }
        Set<String> receivers = new HashSet<>();
        for (WebhookSettings webhook : webhooks) {
            if (!receivers.add(webhook.name())) {
                faults.add("webhook " + webhook.name() + ": there twice (expected: a name of its own for each)");
            }
            webhook.rules().stream()
                    .filter(rule -> !names.contains(rule))
                    .sorted()
                    .forEach(rule -> faults.add("webhook " + webhook.name() + ": rules: " + rule
                            + " (expected: names of rules in this file)"));
        }
        if (rules.size() > MOST_RULES) {
            faults.add("rules: " + rules.size() + " (expected: " + MOST_RULES + " at most)");
        }
        if (webhooks.size() > MOST_WEBHOOKS) {
            faults.add("webhooks: " + webhooks.size() + " (expected: " + MOST_WEBHOOKS + " at most)");
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
    }
}
