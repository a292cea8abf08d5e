package io.mien.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.mien.schemas.avro.Box;
import io.mien.schemas.avro.ExpressionReading;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** That openapi.json and asyncapi.json tell of what is served and said, and of nothing else. */
class DescriptionsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

    private static JsonNode read(String name) throws IOException {
        try (InputStream file = DescriptionsTest.class.getResourceAsStream("/io/mien/gateway/" + name)) {
            return JSON.readTree(Objects.requireNonNull(file, name));
        }
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Each reference leads somewhere in its document. */
    private static void requireReferences(JsonNode document, JsonNode part) {
        if (part.path("$ref").isTextual()) {
            String reference = part.path("$ref").asText();
            assertThat(reference).startsWith("#/");
            assertThat(document.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse();
        }
        part.forEach(child -> requireReferences(document, child));
    }

    @Test
    void everyRouteIsDescribedAndEveryDescribedRouteIsServed() throws IOException {
        Set<String> described = new TreeSet<>();
        JsonNode paths = read("openapi.json").path("paths");
        for (String path : names(paths)) {
            for (String method : names(paths.path(path))) {
                if (METHODS.contains(method)) {
                    described.add(method + " " + path);
                }
            }
        }

        GatewayConfiguration configuration = TestStreams.configuration("127.0.0.1:9");
        GatewayCounters counters = new GatewayCounters();
        LiveStreams streams =
                new LiveStreams(configuration.grants(), configuration.limits(), new TestWriter(), counters);
        try (GatewayServer server =
                new GatewayServer(configuration, streams, counters, () -> GatewayState.CONNECTING)) {
            Set<String> served = new TreeSet<>();
            server.javalin().unsafe.internalRouter.allHttpHandlers().stream()
                    .map(route -> route.endpoint)
                    .filter(route -> route.method.isHttpMethod())
                    .forEach(route -> served.add(route.method.name().toLowerCase(Locale.ROOT) + " " + route.path));
            Set<String> sockets = new TreeSet<>();
            server.javalin().unsafe.internalRouter.allWsHandlers().forEach(route -> sockets.add(route.getPath()));
            Set<String> channels = new TreeSet<>();
            read("asyncapi.json")
                    .path("channels")
                    .forEach(channel -> channels.add(channel.path("address").asText()));

            assertThat(served).isEqualTo(described);
            assertThat(sockets).isEqualTo(channels);
        }
    }

    @Test
    void bothDocumentsAreWholeAndOfTheirVersions() throws IOException {
        JsonNode openApi = read("openapi.json");
        JsonNode asyncApi = read("asyncapi.json");

        assertThat(openApi.path("openapi").asText()).isEqualTo("3.1.0");
        assertThat(asyncApi.path("asyncapi").asText()).isEqualTo("3.0.0");
        requireReferences(openApi, openApi);
        requireReferences(asyncApi, asyncApi);
        for (String schema : List.of("Box", "Reading")) {
            assertThat(asyncApi.at("/components/schemas/" + schema))
                    .isEqualTo(openApi.at("/components/schemas/" + schema));
        }
    }

    @Test
    void whatIsSaidIsAsDescribed() throws IOException {
        ExpressionReading reading = TestReadings.of("alice", "s1", 1, TestStreams.NOON);
        ExpressionReading bare = ExpressionReading.newBuilder(reading)
                .setLastBox(new Box(1f, 2f, 3f, 4f))
                .setReason("too little")
                .setTopLabel(null)
                .setProbabilities(List.of())
                .build();
        TileOutcome.Wait wait = new TileOutcome.Wait(WaitReason.RATE, Duration.ofMillis(33), "too many tiles");
        isDescribed(Messages.welcome(
                TestStreams.ALICE, new LiveStream.Position(null, null), GatewayLimits.DEFAULT, Duration.ofSeconds(30)));
        isDescribed(Messages.welcome(
                TestStreams.ALICE,
                new LiveStream.Position("session", TestStreams.NOON),
                GatewayLimits.DEFAULT,
                Duration.ofSeconds(30)));
        isDescribed(Messages.accepted(3, 1, TestStreams.NOON));
        isDescribed(Messages.askToWait(wait, null, 5));
        isDescribed(Messages.refused("LOST", null, "lost"));
        for (TileRefusal reason : TileRefusal.values()) {
            isDescribed(Messages.refused(reason.name(), TestStreams.NOON, "refused"));
        }
        isDescribed(Messages.sessionEnded());
        for (CloseReason reason : CloseReason.values()) {
            isDescribed(Messages.ended(reason, "ended"));
        }
        isDescribed(Messages.reading(1, reading));
        isDescribed(Messages.reading(1, bare));
    }

    @Test
    void whatIsAnsweredIsAsDescribed() throws IOException {
        NumberedReading reading = new NumberedReading(1, "id", "s1", TestStreams.reading(1));
        isAnswer("Readings", Messages.readings("alice", new RememberedReadings(List.of(reading), 1)));
        isAnswer("Readings", Messages.readings("alice", new RememberedReadings(List.of(), 7)));
        isAnswer("Tile", Messages.tile(3L, TestStreams.NOON));
        isAnswer("Tile", Messages.tile(null, null));
        isAnswer("Health", Messages.health(GatewayState.UNAVAILABLE));
        isAnswer("Problem", Messages.problem(429, "RATE", "too many tiles"));
    }

    private static void isDescribed(String message) throws IOException {
        JsonNode said = JSON.readTree(message);
        JsonNode document = read("asyncapi.json");
        JsonNode described =
                document.at("/components/messages/" + said.path("type").asText() + "/payload");
        assertThat(described.isMissingNode()).as(message).isFalse();
        isValid(document, described, said);
    }

    private static void isAnswer(String schema, String answer) throws IOException {
        JsonNode document = read("openapi.json");
        isValid(document, document.at("/components/schemas/" + schema), JSON.readTree(answer));
    }

    private static void isValid(JsonNode document, JsonNode described, JsonNode said) {
        ObjectNode whole = described.deepCopy();
        whole.set("components", document.path("components"));
        JsonSchema schema =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(whole);

        assertThat(schema.validate(said)).as(said.toString()).isEmpty();
    }
}
