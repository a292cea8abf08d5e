package io.mien.dashboard.evidence;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mien.dashboard.history.ReadingPlace;
import io.mien.schemas.registry.SchemaRegistrySettings;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The commands that audit one reading, as somebody would copy them into a shell. Nothing in them is a text of the record,
 * which anybody may have written: they name its place.
 */
final class AuditCommands {
    /** What stands for the folder of the model package, which the page does not know. */
    static final String PACKAGE = "PACKAGE";

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:,/=-]+");

    private final String cluster;

    AuditCommands(Map<String, String> kafka, SchemaRegistrySettings registry) {
        String servers = " --bootstrap-servers " + quoted(kafka.getOrDefault("bootstrap.servers", "localhost:9092"));
        this.cluster = registry.url() == null
                ? servers
                : servers + " --schema-registry " + quoted(registry.url().toString());
    }

    /** By what they are for. */
    ObjectNode of(ReadingPlace place) {
        String folder = "reading-" + place.partition() + "-" + place.offset();
        return JsonNodeFactory.instance
                .objectNode()
                .put("audit", "mien audit" + cluster + " --reading " + place + " --model " + PACKAGE)
                .put("record", "mien record" + cluster + " --reading " + place + " --out " + folder)
                .put(
                        "audit_recording",
                        "mien audit --recording " + folder + " --reading " + place + " --model " + PACKAGE);
    }

    private static String quoted(String text) {
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
