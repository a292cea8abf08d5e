package io.mien.ingest.sources;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Looks at a server's certificate before FFmpeg does. FFmpeg checks it again on its own connection, which is the one that
 * counts, but says no more than "input/output error"; and it does not compare the name where the address is a number.
 */
final class CertificateLook {
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private CertificateLook() {}

    /** What is wrong with the certificate; empty if nothing is, or if no answer comes. */
    static Optional<String> objection(LiveAddress address, Certificates certificates) {
        try (Socket plain = new Socket()) {
            int patience = (int) LONGEST.toMillis();
            plain.connect(new InetSocketAddress(address.hostName(), address.port()), patience);
            plain.setSoTimeout(patience);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, certificates.trust(), null);
            try (SSLSocket socket = (SSLSocket)
                    context.getSocketFactory().createSocket(plain, address.hostName(), address.port(), true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.startHandshake();
            }
            return Optional.empty();
        } catch (SSLException e) {
            return reason(e);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // FFmpeg will find out what it is.
            return Optional.empty();
        }
    }

    private static Optional<String> reason(SSLException failure) {
        Optional<String> reason = Optional.empty();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException) {
                return Optional.of("it has expired");
            }
            if (cause instanceof CertificateNotYetValidException) {
                return Optional.of("it is not valid yet (check this machine's clock)");
            }
            if (cause instanceof CertificateException) {
                String words = String.valueOf(cause.getMessage());
                reason = Optional.of(
                        words.startsWith("No name matching") || words.startsWith("No subject alternative")
                                ? "it is for another host"
                                : "no authority that is trusted has signed it");
            }
        }
        return reason;
    }
}
