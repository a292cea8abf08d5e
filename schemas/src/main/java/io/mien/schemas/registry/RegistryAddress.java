package io.mien.schemas.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Addresses of schema registries as people give them, which may hold a user and a password. */
public final class RegistryAddress {
    private static final Set<String> SCHEMES = Set.of("http", "https");

    private RegistryAddress() {}

    /**
     * The address that a text is.
     *
     * @throws IllegalArgumentException if it is none; the message does not repeat the text, which may hold a password
     */
    public static URI parse(String text) {
        try {
            return require(new URI(text.strip()));
        } catch (URISyntaxException e) {
            // Not the cause: its message is the text.
            throw refusal("what is given is no URL");
        }
    }

    /** Refuses an address that no request can be sent to. */
    static URI require(URI address) {
        String scheme = address.getScheme();
        if (scheme == null || !SCHEMES.contains(scheme.toLowerCase(Locale.ROOT))) {
            throw refusal("its scheme is " + (scheme == null ? "missing" : "another"));
        }
        if (address.getHost() == null) {
            throw refusal("its host is missing, or no name that can be looked up");
        }
        if (address.getRawQuery() != null || address.getRawFragment() != null) {
            throw refusal("it goes on after a ? or a #");
        }
        return address;
    }

    private static IllegalArgumentException refusal(String what) {
        return new IllegalArgumentException("schema registry's address: " + what
                + " (expected: one such as https://registry:8081; special characters of a password percent-encoded)");
    }

    /** The user and the password in it, with a colon between them. */
    static Optional<String> userInfo(URI address) {
        @Nullable String raw = address.getRawUserInfo();
        // A plus stands for itself there; the decoder takes it for a blank.
        return raw == null ? Optional.empty() : Optional.of(URLDecoder.decode(raw.replace("+", "%2B"), UTF_8));
    }

    /** The address without them, and without a slash at its end. */
    static URI bare(URI address) {
        String text = address.getScheme() + "://" + address.getHost()
                + (address.getPort() < 0 ? "" : ":" + address.getPort())
                + (address.getRawPath() == null ? "" : address.getRawPath());
        return URI.create(text.replaceAll("/+$", ""));
    }
}
