package io.mien.dashboard.webhooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mien.dashboard.alerts.Alert;
import io.mien.dashboard.alerts.AlertEvent;
import java.time.Instant;
import java.util.Locale;

/** Writes an event as Standard Webhooks has it: {@code type}, {@code timestamp} and {@code data}. docs/alerts.md has the keys. */
final class MessageBody {
    private static final JsonMapper JSON = new JsonMapper();

    private MessageBody() {}

    static String of(AlertEvent event, Instant now) {
        Alert alert = event.alert();
        ObjectNode body = JSON.createObjectNode()
                .put("type", "alert." + event.type().name().toLowerCase(Locale.ROOT))
                .put("timestamp", now.toString());
        ObjectNode data = body.putObject("data")
                .put("alert", alert.id())
                .put("rule", alert.rule())
                .put("kind", alert.kind().name())
                .put("sentence", alert.sentence());
        if (alert.label() != null) {
            data.put("label", alert.label());
        }
        data.put("began", alert.began().toString());
        if (alert.ended() != null) {
            data.put("ended", alert.ended().toString());
        }
        alert.streams().forEach(data.putArray("streams")::add);
        var subjects = data.putArray("subjects");
        alert.subjects()
                .forEach(subject ->
                        subjects.addObject().put("stream", subject.stream()).put("subject", subject.subject()));
        alert.readings().forEach(data.putArray("readings")::add);
        data.put("reading_count", alert.readingCount());
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an alert is fit for JSON", e);
        }
    }
}
