package io.mien.ingest.sources;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Who a live feed is asked as. Shown nowhere: {@link #toString()} leaves both out.
 *
 * @param user not empty
 * @param password may be empty
 */
public record FeedCredentials(String user, String password) {

    public FeedCredentials {
        if (user.isEmpty()) {
            throw new IllegalArgumentException("credentials: no user name (expected: USER:PASSWORD)");
        }
    }

    /**
     * Reads {@code USER:PASSWORD}; white space around it, such as a file's last line break, does not count.
     *
     * @throws IllegalArgumentException if there is no colon or no user; the message does not hold the text
     */
    public static FeedCredentials parse(String text) {
        String plain = text.strip();
        int colon = plain.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("credentials: "
                    + (plain.isEmpty() ? "empty" : "no user name and colon in them") + " (expected: USER:PASSWORD)");
        }
        return new FeedCredentials(plain.substring(0, colon), plain.substring(colon + 1));
    }

    /** As the part of an address before its host. */
    String userInfo() {
        return encoded(user) + ":" + encoded(password) + "@";
    }

    private static String encoded(String part) {
        // The encoder writes forms, in which a space is a plus.
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return "FeedCredentials[…]";
    }
}
