package io.mien.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.Handler;
import io.javalin.http.SameSite;
import io.javalin.http.UnauthorizedResponse;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request is answered. If there is a token, a request has to carry it: in the header {@code
 * Authorization: Bearer …}, or once as {@code ?token=…}, which sets a cookie. If there is none, the page is for this
 * machine only, and the host that is asked for must be a name of this machine; else a page of another host could read
 * it through the visitor's browser (DNS rebinding).
 */
final class RequestGuard implements Handler {
    private static final String COOKIE = "mien-dashboard";
    private static final String BEARER = "Bearer ";
    private static final String PARAMETER = "token";
    private static final Set<String> NAMES_OF_THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final @Nullable String token;
    private final String host;

    /** @param token null for none */
    RequestGuard(String host, @Nullable String token) {
        this.host = host.toLowerCase(Locale.ROOT);
        this.token = token;
    }

    @Override
    public void handle(Context context) {
        if (token == null) {
            requireThisMachine(context.host());
        } else {
            requireToken(context, token);
        }
    }

    private void requireThisMachine(@Nullable String hostAndPort) {
        String name = hostAndPort == null
                ? ""
                : hostAndPort.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
        if (!NAMES_OF_THIS_MACHINE.contains(name) && !name.equals(host) && !name.equals("[" + host + "]")) {
            throw new ForbiddenResponse("host: not a name of this machine (expected: localhost)");
        }
    }

    private static void requireToken(Context context, String token) {
        String header = context.header("Authorization");
        if (header != null && header.startsWith(BEARER) && same(header.substring(BEARER.length()), token)) {
            return;
        }
        // The cookie holds a digest, so that the token itself is not kept by the browser.
        String cookie = context.cookie(COOKIE);
        if (cookie != null && same(cookie, digest(token))) {
            return;
        }
        String parameter = context.queryParam(PARAMETER);
        if (parameter == null || !same(parameter, token)) {
            throw new UnauthorizedResponse(
                    "access token: missing or wrong (expected: the header Authorization: Bearer …, "
                            + "or the page opened once as /?token=…)");
        }
        Cookie grant = new Cookie(COOKIE, digest(token));
        grant.setPath("/");
        grant.setHttpOnly(true);
        grant.setSameSite(SameSite.STRICT);
        context.cookie(grant);
        if (context.path().equals("/")) {
            // Out of the address bar, the history and whatever is copied from there.
            // Relative, as all addresses of the page: a proxy may have put it below a path of its own.
            context.redirect("./");
            context.skipRemainingHandlers();
        }
    }

    /** Takes the same time whatever the difference. */
    private static boolean same(String given, String expected) {
        return MessageDigest.isEqual(given.getBytes(UTF_8), expected.getBytes(UTF_8));
    }

    private static String digest(String token) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(("mien-dashboard " + token).getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
