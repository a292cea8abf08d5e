package io.mien.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mien.schemas.avro.FaceFrame;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry with a certificate of an authority of its own, which wants one of its clients too. */
@Tag("long")
final class RegistryTlsIT {
    private static final String PASSWORD = "changed-it";

    @TempDir
    Path folder;

    @Test
    void bothSidesShowTheirCertificates() throws Exception {
        Path server = keyPair("server");
        Path client = keyPair("client");
        Path trustedByClient = trusting(server, "client-trust");
        try (HostedRegistry hosted = HostedRegistry.withTls(context(server, trusting(client, "server-trust")))) {
            Map<String, String> trust = Map.of(
                    "schema.registry.ssl.truststore.location",
                    trustedByClient.toString(),
                    "schema.registry.ssl.truststore.type",
                    "PKCS12",
                    "schema.registry.ssl.truststore.password",
                    PASSWORD);
            Map<String, String> both = new java.util.TreeMap<>(trust);
            both.put("schema.registry.ssl.keystore.location", client.toString());
            both.put("schema.registry.ssl.keystore.type", "PKCS12");
            both.put("schema.registry.ssl.keystore.password", PASSWORD);
            Map<String, String> ofKafka = new java.util.TreeMap<>();
            both.forEach((name, value) -> ofKafka.put(name.replace("schema.registry.", ""), value));

            assertThat(register(hosted, both)).isEqualTo(7);
            assertThat(register(hosted, ofKafka)).isEqualTo(7);
            assertThatThrownBy(() -> register(hosted, Map.of()))
                    .isInstanceOf(SchemaRegistryException.class)
                    .hasMessageContaining("the authority of its certificate is not trusted")
                    .hasMessageContaining("schema.registry.ssl.truststore.location");
            assertThatThrownBy(() -> register(hosted, trust)).isInstanceOf(SchemaRegistryException.class);
        }
    }

    @Test
    void aStoreThatCannotBeOpenedIsNamedWithoutItsPassword() {
        Map<String, String> wrong = Map.of(
                "schema.registry.ssl.truststore.location",
                folder.resolve("none.p12").toString(),
                "schema.registry.ssl.truststore.password",
                PASSWORD);

        assertThatThrownBy(() -> RegistryClientSettings.of(wrong).tls().context())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("none.p12")
                .hasMessageNotContaining(PASSWORD);
    }

    private static int register(HostedRegistry hosted, Map<String, String> properties) {
        try (SchemaRegistry registry =
                new HttpSchemaRegistry(hosted.url(), Duration.ofSeconds(2), RegistryClientSettings.of(properties))) {
            return registry.register("face-frames-value", FaceFrame.getClassSchema());
        }
    }

    private Path keyPair(String name) throws Exception {
        Path store = folder.resolve(name + ".p12");
        keytool(
                store,
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:localhost");
        return store;
    }

    private Path trusting(Path other, String name) throws Exception {
        Path certificate = folder.resolve(name + ".crt");
        String alias = other.getFileName().toString().replace(".p12", "");
        keytool(other, "-exportcert", "-alias", alias, "-file", certificate.toString());
        Path store = folder.resolve(name + ".p12");
        keytool(store, "-importcert", "-noprompt", "-alias", alias, "-file", certificate.toString());
        return store;
    }

    private static void keytool(Path store, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static SSLContext context(Path keys, Path trust) throws Exception {
        KeyManagerFactory ownKeys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        ownKeys.init(store(keys), PASSWORD.toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(store(trust));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(ownKeys.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private static KeyStore store(Path file) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream bytes = Files.newInputStream(file)) {
            store.load(bytes, PASSWORD.toCharArray());
        }
        return store;
    }
}
