package io.mien.ingest.sources;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate that a server made for itself, by the JDK's keytool. */
record SelfMadeCertificate(Path store, Path certificate) {
    private static final String PASSWORD = "changed-it";
    private static final String NAME = "server";

    /** @param hosts that it is for, as {@code dns:localhost,ip:127.0.0.1} */
    static SelfMadeCertificate make(Path folder, String name, String hosts) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Path certificate = folder.resolve(name + ".pem");
        keytool(
                store,
                "-genkeypair",
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=" + hosts);
        keytool(store, "-exportcert", "-rfc", "-file", certificate.toString());
        return new SelfMadeCertificate(store, certificate);
    }

    private static void keytool(Path store, String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(
                List.of("-alias", NAME, "-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private KeyStore open() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    /** For a server of the JDK's. */
    SSLContext context() throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(open(), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** For a server of another kind: the certificate and its key. */
    Path withKey() throws Exception {
        String key = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(open().getKey(NAME, PASSWORD.toCharArray()).getEncoded());
        return Files.writeString(
                store.resolveSibling("with-key.pem"),
                Files.readString(certificate) + "-----BEGIN PRIVATE KEY-----\n" + key
                        + "\n-----END PRIVATE KEY-----\n");
    }
}
