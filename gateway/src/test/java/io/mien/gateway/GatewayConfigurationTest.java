package io.mien.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatewayConfigurationTest {
    private static final Map<String, String> KAFKA =
            Map.of("bootstrap.servers", "localhost:9092", "sasl.jaas.config", "a secret of Kafka");

    @Test
    void noTextHoldsASecret() {
        GatewayConfiguration configuration =
                GatewayConfiguration.defaults(KAFKA, List.of(TestStreams.ALICE, TestStreams.BOB));

        assertThat(configuration + " " + configuration.grants() + " " + TestStreams.ALICE.token())
                .contains("streams=2")
                .doesNotContain(TestStreams.ALICES_TOKEN)
                .doesNotContain("a secret of Kafka");
        assertThatThrownBy(() -> StreamToken.parse("short-secret"))
                .hasMessage("token: 12 characters (expected: 16 to 1024)");
        assertThatThrownBy(() -> StreamToken.parse("a secret with blanks in it"))
                .hasMessage("token: a character that does not fit (expected: letters, digits, '-', '.', '_' and '~')");
        assertThatThrownBy(() -> StreamToken.parse("sha256:0123"))
                .hasMessage("token: sha256: and 4 characters (expected: 64 hexadecimal digits behind it)");
    }

    @Test
    void aTokenMayBeGivenByItsDigest() {
        StreamToken digest =
                StreamToken.parse("sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");

        assertThat(digest.hasDigest(StreamToken.digest("test"))).isTrue();
        assertThat(digest.hasDigest(StreamToken.digest("Test"))).isFalse();
    }

    @Test
    void eachStreamHasATokenOfItsOwn() {
        StreamGrant other = new StreamGrant("carol", TestStreams.ALICE.token(), null);
        assertThatThrownBy(() -> GatewayConfiguration.defaults(KAFKA, List.of(TestStreams.ALICE, TestStreams.ALICE)))
                .hasMessage("stream alice: there twice (expected: one token for each stream)");
        assertThatThrownBy(() -> GatewayConfiguration.defaults(KAFKA, List.of(TestStreams.ALICE, other)))
                .hasMessage("stream carol: has the token of stream alice (expected: one of its own)");
        assertThatThrownBy(() -> new StreamGrant("a\nb", TestStreams.ALICE.token(), null))
                .hasMessage("stream: holds U+000A (expected: no control characters and no line breaks)");
    }

    @Test
    void valuesOutOfTheirRangeAreRefused() {
        GatewayConfiguration configuration = GatewayConfiguration.defaults(KAFKA, List.of());
        assertThatThrownBy(() -> configuration.withAddress("127.0.0.1", 70_000))
                .hasMessage("gateway port: 70000 (expected: 0 to 65535)");
        assertThatThrownBy(() -> configuration.withSessionEndsAfter(Duration.ofHours(1)))
                .hasMessage("gateway session ends after: PT1H (expected: PT1S to PT10M)");
        assertThatThrownBy(() -> new GatewayLimits(100, 1_000, 30, 400, 32 << 20, 128))
                .hasMessageStartingWith("gateway tile bytes: 100 (expected: 1024 to ");
        assertThatThrownBy(() -> new GatewayLimits(4 << 20, 1_000, 30, 400, 4 << 20, 128))
                .hasMessageStartingWith("gateway buffer bytes: 4194304 (expected: 8388608 to ");
    }
}
