package io.mien.cli.feeds;

import io.mien.cli.terminal.CommandException;
import io.mien.cli.terminal.ExitCode;
import io.mien.ingest.feed.FeedSettings;
import io.mien.ingest.sources.Certificates;
import io.mien.ingest.sources.FeedCredentials;
import io.mien.ingest.sources.LiveAddress;
import io.mien.ingest.sources.LiveOptions;
import io.mien.pictures.Orientation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How live inputs are read; for all of a command's. docs/feeds.md has the rules. */
public final class LiveInputOptions {
    @Option(
            names = "--credentials",
            paramLabel = "USER:PASSWORD",
            description =
                    "For live inputs whose address has none; better in the environment (MIEN_CREDENTIALS) than here, where"
                            + " others can read it.")
    @Nullable
    String credentials;

    @Option(
            names = "--transport",
            paramLabel = "tcp|udp",
            description = "How RTSP carries its pictures (default: ${DEFAULT-VALUE}).")
    String transport = "tcp";

    @Option(
            names = "--silence",
            paramLabel = "DURATION",
            description =
                    "A live input without a picture for so long is opened anew; more than the pause between two pictures"
                            + " (default: 5s).")
    @Nullable
    Duration silence;

    @Option(
            names = "--time-correction",
            paramLabel = "DURATION",
            description =
                    "Added to the time of each picture of live inputs, as PT-0.15S for a camera that tells or shows it 150"
                            + " ms late.")
    @Nullable
    Duration correction;

    @Option(
            names = "--sampling",
            paramLabel = "DURATION|all",
            description =
                    "Publish only the picture nearest the middle of each cell of this length, a sixteenth of the job's"
                            + " windows, as the job takes no other; or all (default: 125ms for live inputs, all for"
                            + " recordings).")
    @Nullable
    String sampling;

    /** Which pictures are published. */
    SamplingChoice sampling() {
        try {
            return SamplingChoice.parse("--sampling", sampling);
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    @Option(
            names = "--tls",
            paramLabel = "verify|any",
            description =
                    "Whether certificates of https and rtsps are checked (default: ${DEFAULT-VALUE}); any takes every one,"
                            + " such as cameras make for themselves.")
    String tls = "verify";

    @Option(
            names = "--certificate-authorities",
            paramLabel = "FILE",
            description =
                    "Authorities (PEM) that may have signed those certificates, or the certificates themselves (default:"
                            + " those that Java trusts).")
    @Nullable
    Path authorities;

    /** The options of a live input. */
    LiveOptions options(Orientation mounting) {
        LiveOptions usual = LiveOptions.defaults(FeedSettings.DEFAULT_LONGEST_SIDE)
                .withMounting(mounting)
                .withSampling(sampling().ofCamera());
        try {
            LiveOptions patient = silence == null ? usual : usual.withPatience(silence, usual.opening());
            LiveOptions corrected =
                    correction == null ? patient : patient.withClock(correction, patient.clockTolerance());
            return corrected
                    .withTransport(transport(transport, "--transport"))
                    .withCertificates(certificates(tls, "--tls", authorities));
        } catch (IllegalArgumentException e) {
            throw new CommandException(
                    ExitCode.USAGE, "--silence, --time-correction, --transport, --tls: " + e.getMessage(), e);
        }
    }

    /** By its name. */
    static LiveOptions.Transport transport(String text, String key) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "tcp" -> LiveOptions.Transport.TCP;
            case "udp" -> LiveOptions.Transport.UDP;
            default -> throw new IllegalArgumentException(key + ": " + text + " (expected: tcp or udp)");
        };
    }

    /** Which certificates are trusted; by the names of {@code --tls}. */
    static Certificates certificates(String tls, String key, @Nullable Path authorities) {
        return switch (tls.toLowerCase(Locale.ROOT)) {
            case "verify" -> new Certificates(true, authorities);
            case "any" -> new Certificates(false, authorities);
            default -> throw new IllegalArgumentException(key + ": " + tls + " (expected: verify or any)");
        };
    }

    /** An input's address, with the credentials that belong to it. */
    LiveAddress address(String input) {
        try {
            LiveAddress address = LiveAddress.parse(input);
            return credentials == null || address.hasCredentials()
                    ? address
                    : address.withCredentials(FeedCredentials.parse(credentials));
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, "--input, --credentials: " + e.getMessage(), e);
        }
    }
}
