package io.mien.ingest.sources;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a live feed is. What may be a secret (user, password, everything after the question mark) is in no text that
 * {@link #shown()} or {@link #toString()} gives.
 */
public final class LiveAddress {
    private static final String KINDS =
            "rtsp, rtsps, http, https, rtmp, rtmps, srt, udp or tcp before ://, /dev/videoN, - or" + " watch:FOLDER";
    private static final Pattern WITH_SCHEME = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*)://([^/?#]*)([^?#]*)(.*)");
    private static final Pattern DEVICE = Pattern.compile("/dev/video\\d+");
    private static final String WATCH = "watch:";
    private static final int USUAL_HTTPS_PORT = 443;
    private static final int USUAL_RTSPS_PORT = 322;

    /** How a feed is spoken to. */
    enum Kind {
        RTSP,
        HTTP,
        HLS,
        RTMP,
        SRT,
        /** Packets that arrive without being asked for. */
        DATAGRAMS,
        TCP,
        DEVICE,
        STANDARD_INPUT,
        FOLDER
    }

    private final Kind kind;
    private final String scheme;
    private final String host;
    private final String path;
    private final String query;
    private final Optional<FeedCredentials> credentials;

    private LiveAddress(
            Kind kind, String scheme, String host, String path, String query, Optional<FeedCredentials> credentials) {
        this.kind = kind;
        this.scheme = scheme;
        this.host = host;
        this.path = path;
        this.query = query;
        this.credentials = credentials;
    }

    /** Whether a text names a live feed, and no file. */
    public static boolean isLive(String text) {
        return text.equals("-")
                || text.startsWith(WATCH)
                || DEVICE.matcher(text).matches()
                || text.contains("://");
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if it is none; the message holds nothing that may be secret
     */
    public static LiveAddress parse(String text) {
        if (text.equals("-")) {
            return new LiveAddress(Kind.STANDARD_INPUT, "", "", "", "", Optional.empty());
        }
        if (text.startsWith(WATCH) && text.length() > WATCH.length()) {
            return new LiveAddress(Kind.FOLDER, "", "", text.substring(WATCH.length()), "", Optional.empty());
        }
        if (DEVICE.matcher(text).matches()) {
            return new LiveAddress(Kind.DEVICE, "", "", text, "", Optional.empty());
        }
        Matcher parts = WITH_SCHEME.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("address: no kind that is known (expected: " + KINDS + ")");
        }
        String scheme = parts.group(1).toLowerCase(Locale.ROOT);
        String authority = parts.group(2);
        int at = authority.lastIndexOf('@');
        String host = authority.substring(at + 1);
        Kind kind = kind(scheme, parts.group(3));
        if (host.isEmpty()) {
            throw new IllegalArgumentException(
                    "address: " + scheme + " without a host (expected: " + scheme + "://HOST…)");
        }
        return new LiveAddress(
                kind,
                scheme,
                host,
                parts.group(3),
                parts.group(4),
                at > 0 ? Optional.of(userInfo(authority.substring(0, at))) : Optional.empty());
    }

    private static Kind kind(String scheme, String path) {
        return switch (scheme) {
            case "rtsp", "rtsps" -> Kind.RTSP;
            case "http", "https" -> path.toLowerCase(Locale.ROOT).endsWith(".m3u8") ? Kind.HLS : Kind.HTTP;
            case "rtmp", "rtmps" -> Kind.RTMP;
            case "srt" -> Kind.SRT;
            case "udp" -> Kind.DATAGRAMS;
            case "tcp" -> Kind.TCP;
            default ->
                throw new IllegalArgumentException("address: " + scheme + ":// is not known (expected: " + KINDS + ")");
        };
    }

    private static FeedCredentials userInfo(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? new FeedCredentials(decoded(text), "")
                : new FeedCredentials(decoded(text.substring(0, colon)), decoded(text.substring(colon + 1)));
    }

    private static String decoded(String part) {
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // A percent sign that a person has typed as it is.
            return part;
        }
    }

    Kind kind() {
        return kind;
    }

    /** A folder, or a device. */
    String path() {
        return path;
    }

    /** The host without its port; empty if there is none. */
    String hostName() {
        if (host.startsWith("[")) {
            return host.substring(1, Math.max(1, host.indexOf(']')));
        }
        int colon = host.indexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }

    /** The port that is spoken to. */
    int port() {
        int colon = host.lastIndexOf(':');
        if (colon > host.lastIndexOf(']')) {
            try {
                return Integer.parseInt(host.substring(colon + 1));
            } catch (NumberFormatException e) {
                return USUAL_HTTPS_PORT;
            }
        }
        return scheme.equals("rtsps") ? USUAL_RTSPS_PORT : USUAL_HTTPS_PORT;
    }

    /** Whether the server shows a certificate that can be checked; FFmpeg does not check that of {@code rtmps}. */
    public boolean hasCertificate() {
        return scheme.equals("https") || scheme.equals("rtsps");
    }

    /** Whether it holds a user and a password itself. */
    public boolean hasCredentials() {
        return credentials.isPresent();
    }

    /** The same place, asked as somebody. */
    public LiveAddress withCredentials(FeedCredentials other) {
        return new LiveAddress(kind, scheme, host, path, query, Optional.of(other));
    }

    Optional<FeedCredentials> credentials() {
        return credentials;
    }

    /** Whether the feed comes to an end by itself, and is not to be opened again. */
    public boolean ends() {
        return kind == Kind.STANDARD_INPUT;
    }

    /** Whether it is a folder that pictures are dropped into. */
    public boolean isFolder() {
        return kind == Kind.FOLDER;
    }

    /** Whether what is not read yet waits at the other side, so that the reader may wait too. */
    boolean waits() {
        return ends() || kind == Kind.HLS;
    }

    /** What FFmpeg opens; holds the password. */
    String url() {
        return switch (kind) {
            case STANDARD_INPUT -> "pipe:0";
            case DEVICE, FOLDER -> path;
            case SRT, DATAGRAMS, TCP -> scheme + "://" + host + path + query;
            default ->
                scheme + "://" + credentials.map(FeedCredentials::userInfo).orElse("") + host + path + query;
        };
    }

    /** Where it is, for records, logs and people: without user, password and query. */
    public String shown() {
        return switch (kind) {
            case STANDARD_INPUT -> "standard input";
            case DEVICE -> path;
            case FOLDER -> WATCH + path;
            default -> scheme + "://" + host + path;
        };
    }

    /** A name for its stream, if nobody gives one. */
    public String streamName() {
        return switch (kind) {
            case STANDARD_INPUT -> "stdin";
            case DEVICE -> path.substring(path.lastIndexOf('/') + 1);
            case FOLDER -> lastOf(path);
            default -> path.length() > 1 ? hostName() + "-" + lastOf(path) : hostName();
        };
    }

    private static String lastOf(String path) {
        String name = path.replaceAll("/+$", "");
        name = name.substring(name.lastIndexOf('/') + 1);
        return name.isEmpty() ? "folder" : name;
    }

    @Override
    public String toString() {
        return shown();
    }
}
