package io.mien.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class RegistryClientSettingsTest {

    @Test
    void settingsOfKafkaServeARegistryToo() {
        RegistryTls tls = RegistryClientSettings.of(
                        Map.of("ssl.truststore.location", "ca.p12", "security.protocol", "SSL", "client.id", "x"))
                .tls();

        assertThat(tls).isEqualTo(new RegistryTls(Map.of("ssl.truststore.location", "ca.p12"), true));
    }

    @Test
    void aRegistrysOwnReplaceThemAsAWhole() {
        RegistryTls tls = RegistryClientSettings.of(Map.of(
                        "ssl.truststore.location",
                        "kafka.p12",
                        "ssl.truststore.password",
                        "of-kafka",
                        "schema.registry.ssl.truststore.location",
                        "registry.pem",
                        "schema.registry.ssl.truststore.type",
                        "PEM"))
                .tls();

        assertThat(tls)
                .isEqualTo(new RegistryTls(
                        Map.of("ssl.truststore.location", "registry.pem", "ssl.truststore.type", "PEM"), false));
    }

    @Test
    void secretsAreInNoText() {
        RegistryClientSettings settings = RegistryClientSettings.of(
                Map.of("basic.auth.user.info", "user:s3cret", "schema.registry.ssl.keystore.password", "s3cret"));

        assertThat(settings.toString()).doesNotContain("s3cret").doesNotContain("czNjcmV0");
    }

    @Test
    void whatIsUnknownOrDoesNotFitTogetherIsRefused() {
        isRefused(Map.of("schema.registry.basic.auth.userinfo", "user:s3cret"), "basic.auth.user.info");
        isRefused(Map.of("basic.auth.user.info", "s3cret"), "expected: USER:PASSWORD");
        isRefused(Map.of("bearer.auth.token", "s3cret s3cret"), "expected: printable ASCII");
        isRefused(Map.of("bearer.auth.token", "s3cret", "basic.auth.user.info", "user:s3cret"), "both are given");
        isRefused(Map.of("basic.auth.credentials.source", "SASL_INHERIT"), "expected: USER_INFO or URL");
        isRefused(Map.of("auto.register.schemas", "no"), "expected: true or false");
    }

    private static void isRefused(Map<String, String> properties, String saying) {
        assertThatThrownBy(() -> RegistryClientSettings.of(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(saying)
                .hasMessageNotContaining("s3cret");
    }
}
