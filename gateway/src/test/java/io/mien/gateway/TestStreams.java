package io.mien.gateway;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A configuration with two streams, and what belongs to it. */
final class TestStreams {
    static final String ALICES_TOKEN = "alices-token-for-tests";
    static final String BOBS_TOKEN = "bobs-token-for-tests";
    static final StreamGrant ALICE = new StreamGrant("alice", StreamToken.parse(ALICES_TOKEN), "study");
    static final StreamGrant BOB = new StreamGrant("bob", StreamToken.parse(BOBS_TOKEN), null);
    static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

    private TestStreams() {}

    static GatewayConfiguration configuration(String server) {
        return GatewayConfiguration.defaults(Map.of("bootstrap.servers", server), List.of(ALICE, BOB))
                .withAddress("127.0.0.1", 0);
    }

    /** A reading as JSON, without Kafka. */
    static String reading(long number) {
        return Messages.reading(number, TestReadings.of("alice", "s1", number, NOON));
    }
}
