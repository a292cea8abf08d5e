package io.mien.ingest.sources;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates of a feed's server are trusted.
 *
 * @param checked whether they are looked at at all
 * @param authorities a file (PEM or DER) with those that may have signed them, or with the certificate itself; null: those
 *     that Java trusts
 */
public record Certificates(boolean checked, @Nullable Path authorities) {
    /** Signed by an authority that Java trusts. */
    public static final Certificates OF_KNOWN_AUTHORITIES = new Certificates(true, null);

    /** Whatever the server shows. */
    public static final Certificates ANY = new Certificates(false, null);

    private static final int PEM_LINE = 64;

    /** The same file for all feeds of the process: what Java trusts. */
    private static final class JavasAuthorities {
        private static final Path FILE = write();

        private static Path write() {
            try {
                Path file = Files.createTempFile("mien-authorities", ".pem");
                file.toFile().deleteOnExit();
                StringBuilder text = new StringBuilder();
                for (TrustManager manager : factory(null).getTrustManagers()) {
                    if (manager instanceof X509TrustManager trust) {
                        for (Certificate issuer : trust.getAcceptedIssuers()) {
                            text.append(pem(issuer));
                        }
                    }
                }
                return Files.writeString(file, text);
            } catch (IOException | GeneralSecurityException e) {
                throw new IllegalStateException("Java's authorities cannot be written down: " + e.getMessage(), e);
            }
        }

        private static String pem(Certificate certificate) throws GeneralSecurityException {
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        }
    }

    /** @throws IllegalArgumentException if the file cannot be read, or holds no certificate */
    public Certificates {
        if (authorities != null) {
            if (!checked) {
                throw new IllegalArgumentException(
                        "certificate-authorities: given, and no certificate is checked (expected: with tls: verify)");
            }
            try {
                if (read(authorities).isEmpty()) {
                    throw new IllegalArgumentException("certificate-authorities: " + authorities
                            + " holds no certificate (expected: one or more in PEM)");
                }
            } catch (IOException | GeneralSecurityException e) {
                throw new IllegalArgumentException(
                        "certificate-authorities: " + authorities
                                + " cannot be read (expected: a file of certificates in PEM)",
                        e);
            }
        }
    }

    /** In PEM, for FFmpeg, which has no authorities of its own. */
    Path file() {
        return authorities == null ? JavasAuthorities.FILE : authorities;
    }

    /** The same for Java. */
    TrustManager[] trust() throws IOException, GeneralSecurityException {
        if (authorities == null) {
            return factory(null).getTrustManagers();
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        List<Certificate> all = new ArrayList<>(read(authorities));
        for (int number = 0; number < all.size(); number++) {
            store.setCertificateEntry("authority-" + number, all.get(number));
        }
        return factory(store).getTrustManagers();
    }

    private static TrustManagerFactory factory(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    private static Collection<? extends Certificate> read(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.asList(CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(Certificate[]::new));
        }
    }
}
