package io.mien.dashboard.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A key that sender and receiver share, as Standard Webhooks has it: {@code whsec_} and 24 to 64 bytes in base64. */
public final class WebhookSecret {
    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;

    private final byte[] key;

    private WebhookSecret(byte[] key) {
        this.key = key.clone();
    }

    /** @throws IllegalArgumentException if it is none; the message does not show it */
    public static WebhookSecret parse(String text) {
        String stripped = text.strip();
        byte[] key;
        try {
            key = Base64.getDecoder()
                    .decode(stripped.startsWith(PREFIX) ? stripped.substring(PREFIX.length()) : stripped);
        } catch (IllegalArgumentException e) {
            // Not with its cause, whose message shows a part of it.
            throw new IllegalArgumentException("no base64 (expected: " + PREFIX + " and 24 to 64 bytes in base64, as of"
                    + " `echo whsec_$(openssl rand -base64 32)`)");
        }
        if (key.length < SHORTEST || key.length > LONGEST) {
            throw new IllegalArgumentException(key.length + " bytes (expected: " + SHORTEST + " to " + LONGEST
                    + ", as of `echo whsec_$(openssl rand -base64 32)`)");
        }
        return new WebhookSecret(key);
    }

    /**
     * The value of the header {@code webhook-signature}.
     *
     * @param id of the message, without full stops
     * @param seconds since 1970, of this attempt
     */
    String signature(String id, long seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update((id + "." + seconds + ".").getBytes(UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WebhookSecret secret && Arrays.equals(key, secret.key);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(key);
    }

    /** Does not show it. */
    @Override
    public String toString() {
        return "WebhookSecret[set]";
    }
}
