package io.mien.schemas.registry;

import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** What no repetition mends when two sides agree on TLS. */
final class RegistryTlsFailure {
    private static final String SETTINGS = " of --kafka-config)";

    private RegistryTlsFailure() {}

    /** In words, why this side or the other will refuse again; empty if it may be otherwise the next time. */
    static Optional<String> in(IOException failure) {
        boolean ofTls = false;
        StringBuilder messages = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathBuilderException) {
                return Optional.of("the authority of its certificate is not trusted (expected: that authority in"
                        + " schema.registry.ssl.truststore.location" + SETTINGS);
            }
            if (cause instanceof CertificateException && cause.getCause() == null) {
                return Optional.of("its certificate is refused, " + cause.getMessage()
                        + " (expected: a certificate of that host that is valid now)");
            }
            ofTls |= cause instanceof SSLException;
            messages.append(cause.getMessage()).append(' ');
        }
        if (!ofTls) {
            return Optional.empty();
        }
        if (messages.indexOf("certificate_required") >= 0 || messages.indexOf("bad_certificate") >= 0) {
            return Optional.of("it wants a certificate of this client (expected: one that it knows in"
                    + " schema.registry.ssl.keystore.location" + SETTINGS);
        }
        return messages.indexOf("Unsupported or unrecognized SSL message") >= 0
                ? Optional.of("it does not speak TLS (expected: an address that begins with http://, or another port)")
                : Optional.empty();
    }
}
