package io.mien.gateway;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where clients show their token: in the header {@code Authorization: Bearer …}; or, since a browser's WebSocket can set
 * no header, among the subprotocols that it offers, behind {@code mien.token.}.
 */
final class ShownToken {
    /** The subprotocol that is spoken; offered first. */
    static final String SUBPROTOCOL = "mien.v1";

    private static final String TOKEN_PROTOCOL = "mien.token.";
    private static final String BEARER = "Bearer ";

    private ShownToken() {}

    /** Of a request over HTTP. */
    static Optional<String> ofHeader(@Nullable String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? Optional.of(authorization.substring(BEARER.length()).strip())
                : Optional.empty();
    }

    /** Of the subprotocols that a client offers. */
    static Optional<String> ofProtocols(@Nullable String offered) {
        return protocols(offered).stream()
                .filter(protocol -> protocol.startsWith(TOKEN_PROTOCOL))
                .map(protocol -> protocol.substring(TOKEN_PROTOCOL.length()))
                .findFirst();
    }

    /** Whether the protocol that is spoken is the one that a client wants most; a client that offers none takes any. */
    static boolean isSpoken(@Nullable String offered) {
        List<String> protocols = protocols(offered);
        return protocols.isEmpty() || protocols.get(0).equals(SUBPROTOCOL);
    }

    private static List<String> protocols(@Nullable String offered) {
        return offered == null
                ? List.of()
                : Arrays.stream(offered.split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList();
    }
}
