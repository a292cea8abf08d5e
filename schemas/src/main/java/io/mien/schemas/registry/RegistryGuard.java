package io.mien.schemas.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may ask and who may register. On the loopback interface, the name asked for must be one of this machine, or
 * a page of another host could reach the registry through a visitor's browser (DNS rebinding). Off it, everybody may read,
 * and registers who has the token; without a token, nobody does.
 */
final class RegistryGuard {
    private static final Set<String> NAMES_OF_THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int SHORTEST_TOKEN = 16;
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    private final boolean local;
    private final String host;
    private final @Nullable String token;

    /**
     * @param token null for none
     * @throws IllegalArgumentException if the token is too short, or does not fit a header
     */
    RegistryGuard(InetSocketAddress address, @Nullable String token) {
        if (token != null && (token.length() < SHORTEST_TOKEN || !token.chars().allMatch(c -> c > ' ' && c < 0x7f))) {
            // Never the token itself: messages end up in logs.
            throw new IllegalArgumentException("registry token: " + token.length() + " characters (expected: at least "
                    + SHORTEST_TOKEN + ", printable ASCII without blanks)");
        }
        this.local = address.getAddress() != null && address.getAddress().isLoopbackAddress();
        this.host = address.getHostString().toLowerCase(Locale.ROOT);
        this.token = token;
    }

    /** Why a request is not answered at all; empty if it is. */
    Optional<String> objection(Headers request) {
        if (!local) {
            return Optional.empty();
        }
        if (!isOfThisMachine(request.getFirst("Host"))) {
            return Optional.of("host: not a name of this machine (expected: localhost)");
        }
        String origin = request.getFirst("Origin");
        return origin == null || isOfThisMachine(authority(origin))
                ? Optional.empty()
                : Optional.of("origin: a page of another host (expected: one of this machine, or none)");
    }

    /** Why who asks may not register; empty if it may. */
    Optional<String> objectionToWriting(Headers request) {
        if (token == null) {
            return local
                    ? Optional.empty()
                    : Optional.of("schemas are not registered here: this registry has no token (expected: mien topics"
                            + " create at the cluster, or mien registry --token)");
        }
        return carriesToken(request, token)
                ? Optional.empty()
                : Optional.of("token: missing or wrong (expected: the header Authorization: Bearer …, or basic"
                        + " authentication with any user and the token as password)");
    }

    private static boolean carriesToken(Headers request, String token) {
        String header = request.getFirst("Authorization");
        if (header == null) {
            return false;
        }
        if (header.startsWith(BEARER)) {
            return same(header.substring(BEARER.length()), token);
        }
        if (!header.startsWith(BASIC)) {
            return false;
        }
        try {
            String user = new String(Base64.getDecoder().decode(header.substring(BASIC.length())), UTF_8);
            return same(user.substring(user.indexOf(':') + 1), token);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Takes the same time whatever the difference. */
    private static boolean same(String given, String expected) {
        return MessageDigest.isEqual(given.getBytes(UTF_8), expected.getBytes(UTF_8));
    }

    private static @Nullable String authority(String origin) {
        try {
            return URI.create(origin).getRawAuthority();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private boolean isOfThisMachine(@Nullable String hostAndPort) {
        String name = hostAndPort == null
                ? ""
                : hostAndPort.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
        return NAMES_OF_THIS_MACHINE.contains(name) || name.equals(host) || name.equals("[" + host + "]");
    }
}
