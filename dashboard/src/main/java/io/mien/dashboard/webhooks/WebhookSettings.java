package io.mien.dashboard.webhooks;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Where alerts are sent.
 *
 * @param name unique among the webhooks of a dashboard
 * @param address {@code https}; {@code http} of this machine, or where it is allowed
 * @param allowHttp whether alerts may go over the network unencrypted
 * @param secret that messages are signed with
 * @param rules whose alerts are sent; empty for all
 * @param pauses between attempts
 * @param answerWithin an attempt that takes longer has failed
 */
public record WebhookSettings(
        String name,
        URI address,
        boolean allowHttp,
        WebhookSecret secret,
        Set<String> rules,
        RetryPauses pauses,
        Duration answerWithin) {
    /** How long an answer is waited for unless something else is given. */
    public static final Duration DEFAULT_ANSWER_WITHIN = Duration.ofSeconds(15);

    private static final Duration LONGEST_ANSWER = Duration.ofMinutes(2);

    /** @throws IllegalArgumentException with all that is wrong, a line each; the address is not shown, it may hold a secret */
    public WebhookSettings {
        rules = Set.copyOf(rules);
        List<String> faults = new ArrayList<>();
        String scheme = String.valueOf(address.getScheme());
        if (!(scheme.equals("https") || scheme.equals("http")) || address.getHost() == null) {
            faults.add("url: no address (expected: https://host/path)");
        } else if (scheme.equals("http") && !allowHttp && !isThisMachine(address.getHost())) {
            faults.add("url: http to " + address.getHost()
                    + " (expected: https, or allow-http: true, where readings may go over that network unencrypted)");
        }
        if (address.getRawUserInfo() != null) {
            faults.add("url: with a user (expected: none; the receiver checks the signature)");
        }
        if (answerWithin.compareTo(Duration.ZERO) <= 0 || answerWithin.compareTo(LONGEST_ANSWER) > 0) {
            faults.add("answer-within: " + answerWithin + " (expected: more than 0s to 2m)");
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
    }

    private static boolean isThisMachine(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Leaves out path and query of the address, which may hold a secret. */
    @Override
    public String toString() {
        return "WebhookSettings[name=" + name + ", host=" + address.getHost() + ", rules=" + rules + "]";
    }
}
