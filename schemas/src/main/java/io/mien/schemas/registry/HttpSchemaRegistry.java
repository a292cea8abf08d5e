package io.mien.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.mien.schemas.registry.RegistryConnection.Answer;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * A client of any registry that speaks Confluent's HTTP API. A client that may not register schemas looks them up instead,
 * which is enough where somebody else has registered them.
 */
public final class HttpSchemaRegistry implements SchemaRegistry {
    private static final String SCHEMA = "schema";
    /** Confluent's code for a subject, or a whole registry, that is in read-only mode. */
    private static final int READ_ONLY = 42205;

    private static final Set<Integer> REFUSALS = Set.of(401, 403, 405);

    private final RegistryConnection connection;
    private final boolean registers;

    /**
     * A client of a registry that everybody may use.
     *
     * @param url for example {@code http://localhost:8081}
     * @param patience how long an unreachable registry is asked again
     */
    public HttpSchemaRegistry(URI url, Duration patience) {
        this(url, patience, RegistryClientSettings.DEFAULT);
    }

    /**
     * A client.
     *
     * @param url for example {@code https://registry:8081}, without a password
     * @param patience how long an unreachable registry is asked again
     * @param settings how it shows itself
     * @throws IllegalArgumentException if its TLS settings do not fit together
     */
    HttpSchemaRegistry(URI url, Duration patience, RegistryClientSettings settings) {
        this.connection = new RegistryConnection(RegistryAddress.bare(url), patience, settings);
        this.registers = settings.registers();
    }

    @Override
    public int register(String subject, Schema schema) {
        if (!registers) {
            return registered(subject, schema, "auto.register.schemas is false");
        }
        Answer answer = connection.post(path(subject) + "/versions", Map.of(SCHEMA, schema.toString()));
        if (answer.status() == 409) {
            throw new IncompatibleSchemaException("schema of " + subject + ": " + answer.message());
        }
        if (REFUSALS.contains(answer.status()) || answer.errorCode() == READ_ONLY) {
            return registered(subject, schema, "status " + answer.status() + ", " + answer.message());
        }
        return id(answer);
    }

    /** The id of a schema that is there already. */
    private int registered(String subject, Schema schema, String refusal) {
        Answer answer = connection.post(path(subject), Map.of(SCHEMA, schema.toString()));
        if (answer.status() != 404) {
            return id(answer);
        }
        return same(subject, schema)
                .orElseThrow(() -> new SchemaRegistryException("schema registry " + connection.url() + ": schema of "
                        + subject + " is not there, and this client may not register it (" + refusal
                        + "; expected: mien topics create, once, by somebody who may)"));
    }

    /** Of a schema that says the same in other words: without documentation, for example, or without Java's hints. */
    private OptionalInt same(String subject, Schema schema) {
        Answer answer = connection.get(path(subject) + "/versions");
        if (answer.status() == 404) {
            return OptionalInt.empty();
        }
        List<String> versions = new ArrayList<>();
        body(answer).forEach(version -> versions.add(version.asText()));
        Collections.reverse(versions);
        String form = SchemaNormalization.toParsingForm(schema);
        for (String version : versions) {
            JsonNode found = body(connection.get(path(subject) + "/versions/" + version));
            if (SchemaNormalization.toParsingForm(parsed(found, subject)).equals(form)) {
                return OptionalInt.of(found.path("id").asInt());
            }
        }
        return OptionalInt.empty();
    }

    private static String path(String subject) {
        return "/subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8);
    }

    private int id(Answer answer) {
        JsonNode id = body(answer).path("id");
        if (!id.canConvertToInt()) {
            throw new SchemaRegistryException(
                    "schema registry " + connection.url()
                            + ": an answer without an id (expected: the base address of a registry that speaks Confluent's API)");
        }
        return id.asInt();
    }

    @Override
    public Schema schema(int id) {
        Answer answer = connection.get("/schemas/ids/" + id);
        if (answer.status() == 404) {
            throw new UnknownSchemaException(id);
        }
        return parsed(body(answer), Integer.toString(id));
    }

    @Override
    public Schema schema(UUID guid) {
        Answer answer = connection.get("/schemas/guids/" + guid);
        if (answer.status() == 404) {
            throw new UnknownSchemaException(guid);
        }
        return parsed(body(answer), guid.toString());
    }

    @Override
    public UUID guid(int id) {
        Answer answer = connection.get("/schemas/ids/" + id);
        if (answer.status() == 404) {
            throw new UnknownSchemaException(id);
        }
        String guid = body(answer).path("guid").asText();
        try {
            return UUID.fromString(guid);
        } catch (IllegalArgumentException e) {
            throw new SchemaRegistryException(
                    "schema registry " + connection.url() + ": no GUID of schema " + id
                            + " (expected: a registry that gives GUIDs; else write ids before the values, --schema-id prefix)",
                    e);
        }
    }

    private Schema parsed(JsonNode answer, String name) {
        try {
            return new Schema.Parser().parse(answer.path(SCHEMA).asText());
        } catch (AvroRuntimeException | NullPointerException e) {
            // It is of another kind (Protobuf, JSON Schema), or parts of it lie elsewhere: Avro answers with one of
            // these.
            throw new IncompatibleSchemaException(
                    "schema " + name + " of " + connection.url() + ": no whole Avro schema");
        }
    }

    private JsonNode body(Answer answer) {
        String who = "schema registry " + connection.url() + ": ";
        if (answer.status() == 401) {
            throw new SchemaRegistryException(who + "does not know this client, " + answer.message()
                    + " (expected: its user and password, or its token; docs/deployment.md says where)");
        }
        if (answer.status() == 403) {
            throw new SchemaRegistryException(who + "not allowed for this client, " + answer.message()
                    + " (expected: a right to read the subject)");
        }
        if (answer.status() != 200) {
            throw new SchemaRegistryException(who + "status " + answer.status() + ", " + answer.message()
                    + " (expected: the base address of a registry that speaks Confluent's API)");
        }
        JsonNode body = answer.json();
        if (body.isMissingNode()) {
            throw new SchemaRegistryException(
                    who + "an answer that is no JSON (expected: the base address of a registry"
                            + " that speaks Confluent's API)");
        }
        return body;
    }

    /** Nothing to close: the client's threads end with it. */
    @Override
    public void close() {}
}
