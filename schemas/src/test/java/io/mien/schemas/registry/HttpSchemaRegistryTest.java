package io.mien.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.schemas.avro.FaceFrame;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HttpSchemaRegistryTest {
    private static final String SUBJECT = "face-frames-value";
    private static final Schema SCHEMA = FaceFrame.getClassSchema();
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("user:p@ss+word".getBytes(StandardCharsets.UTF_8));

    private static int register(URI url, Map<String, String> properties) {
        SchemaRegistrySettings settings =
                new SchemaRegistrySettings(url, Map.of(), RegistryClientSettings.of(properties));
        try (SchemaRegistry registry =
                new HttpSchemaRegistry(url(settings), Duration.ofSeconds(2), settings.client())) {
            return registry.register(SUBJECT, SCHEMA);
        }
    }

    private static URI url(SchemaRegistrySettings settings) {
        URI url = settings.url();
        assertThat(url).isNotNull();
        return url == null ? URI.create("none") : url;
    }

    @Test
    void aUserAndAPasswordInTheAddressAreSentAndNotShown() throws IOException {
        try (HostedRegistry hosted = new HostedRegistry(BASIC, Map.of())) {
            URI url = hosted.url("user:p%40ss+word@");

            assertThat(register(url, Map.of())).isEqualTo(7);
            assertThat(new SchemaRegistrySettings(url, Map.of("bootstrap.servers", "b")))
                    .hasToString("SchemaRegistrySettings[url=" + hosted.url()
                            + ", client=RegistryClientSettings[credentials=a user and a password, tls=RegistryTls[],"
                            + " registers=true, idPlace=PREFIX]]");
        }
    }

    @Test
    void propertiesOfConfluentsClientsAreUnderstood() throws IOException {
        try (HostedRegistry basic = new HostedRegistry(BASIC, Map.of());
                HostedRegistry bearer = new HostedRegistry("Bearer abc.def", Map.of())) {
            assertThat(register(
                            basic.url(),
                            Map.of(
                                    "basic.auth.credentials.source",
                                    "USER_INFO",
                                    "schema.registry.basic.auth.user.info",
                                    "user:p@ss+word")))
                    .isEqualTo(7);
            assertThat(register(
                            bearer.url(),
                            Map.of(
                                    "bearer.auth.credentials.source",
                                    "STATIC_TOKEN",
                                    "bearer.auth.token",
                                    "abc.def",
                                    "security.protocol",
                                    "SSL")))
                    .isEqualTo(7);
        }
    }

    @Test
    void whoIsNotKnownIsToldSoWithoutItsPassword() throws IOException {
        try (HostedRegistry hosted = new HostedRegistry(BASIC, Map.of())) {
            assertThatThrownBy(() -> register(hosted.url("user:guessed@"), Map.of()))
                    .isInstanceOf(SchemaRegistryException.class)
                    .hasMessageContaining(hosted.url() + ": does not know this client, Unauthorized")
                    .hasMessageNotContaining("guessed");
        }
    }

    @ParameterizedTest
    @CsvSource({"403, 40301", "405, 405", "422, 42205"})
    void whoMayNotRegisterFindsASchemaThatIsThereInOtherWords(int status, int code) throws IOException {
        // As somebody registered the file: without what Java's generator adds.
        Schema plain = new Schema.Parser().parse(SCHEMA.toString().replace(",\"avro.java.string\":\"String\"", ""));
        try (HostedRegistry hosted = new HostedRegistry(null, Map.of(SUBJECT, plain)).refusing(status, code)) {
            assertThat(register(hosted.url(), Map.of())).isEqualTo(7);
        }
    }

    @Test
    void whoMayNotRegisterIsToldThatASchemaIsNotThere() throws IOException {
        try (HostedRegistry hosted = new HostedRegistry(null, Map.of()).refusing(403, 40301)) {
            assertThatThrownBy(() -> register(hosted.url(), Map.of()))
                    .hasMessageContaining("schema of " + SUBJECT + " is not there, and this client may not register it")
                    .hasMessageContaining("no writing")
                    .hasMessageContaining("mien topics create");
        }
    }

    @Test
    void whoIsNotToRegisterOnlyLooks() throws IOException {
        try (HostedRegistry hosted = new HostedRegistry(null, Map.of(SUBJECT, SCHEMA))) {
            assertThat(register(hosted.url(), Map.of("auto.register.schemas", "false")))
                    .isEqualTo(7);
            assertThat(hosted.requests()).doesNotContain("POST /subjects/" + SUBJECT + "/versions");
        }
    }

    @Test
    void aRegistryWithoutGuidsIsNamed() throws IOException {
        try (HostedRegistry hosted = new HostedRegistry(null, Map.of("/schemas/ids/7", SCHEMA));
                SchemaRegistry registry = new HttpSchemaRegistry(hosted.url(), Duration.ofSeconds(2))) {
            assertThatThrownBy(() -> registry.guid(7)).hasMessageContaining("no GUID of schema 7");
        }
    }

    @Test
    void anAddressThatIsNoneIsRefusedWithoutRepeatingIt() {
        for (String address : new String[] {
            "http://user:pa ss@host",
            "http://user:p#ss@host:8081",
            "user:secret@host",
            "ftp://user:secret@host",
            "http:///x"
        }) {
            assertThatThrownBy(() -> RegistryAddress.parse(address))
                    .as(address)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected: one such as https://registry:8081")
                    .hasMessageNotContaining("user")
                    .hasNoCause();
        }
    }
}
