package io.mien.schemas.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Serializable;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a client shows a schema registry to be let in. Never part of a message: {@link #toString()} tells the kind only.
 *
 * @param authorization the header {@code Authorization} of each request, or null for none
 */
public record RegistryCredentials(@Nullable String authorization) implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final String BASIC = "Basic ";
    private static final String BEARER = "Bearer ";

    /** A registry that lets everybody in. */
    public static final RegistryCredentials NONE = new RegistryCredentials(null);

    /**
     * A user and a password.
     *
     * @param userInfo both, with a colon between them
     * @throws IllegalArgumentException if there is no colon, or no user before it
     */
    public static RegistryCredentials basic(String userInfo) {
        if (userInfo.indexOf(':') < 1) {
            throw new IllegalArgumentException(
                    "user info of the schema registry: no user and password (expected: USER:PASSWORD)");
        }
        return new RegistryCredentials(BASIC + Base64.getEncoder().encodeToString(userInfo.getBytes(UTF_8)));
    }

    /**
     * A token.
     *
     * @throws IllegalArgumentException if it is blank, or does not fit a header
     */
    public static RegistryCredentials bearer(String token) {
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "token of the schema registry: blank, or characters that do not fit a header (expected: printable"
                            + " ASCII without blanks)");
        }
        return new RegistryCredentials(BEARER + token);
    }

    Optional<String> header() {
        return Optional.ofNullable(authorization);
    }

    @Override
    public String toString() {
        return authorization == null ? "none" : authorization.startsWith(BASIC) ? "a user and a password" : "a token";
    }
}
