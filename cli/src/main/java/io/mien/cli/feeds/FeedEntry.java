package io.mien.cli.feeds;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.mien.cli.terminal.DurationConverter;
import io.mien.ingest.detect.PictureRegion;
import io.mien.ingest.feed.FeedSettings;
import io.mien.ingest.feed.Pace;
import io.mien.ingest.feed.PaintedSource;
import io.mien.ingest.feed.TakenName;
import io.mien.ingest.sources.Certificates;
import io.mien.ingest.sources.FeedCredentials;
import io.mien.ingest.sources.LiveAddress;
import io.mien.ingest.sources.LiveFeed;
import io.mien.ingest.sources.LiveOptions;
import io.mien.ingest.sources.VideoFileSource;
import io.mien.ingest.sources.VideoOptions;
import io.mien.pictures.Orientation;
import io.mien.schemas.IdentifierRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/**
 * A feed as a file of feeds describes it; docs/feeds.md has the keys. Whatever is left out is as on the command line.
 *
 * @param name of the stream
 * @param address of a live feed, or a video file
 * @param purpose what its pictures are taken for; goes with them to their readings
 * @param group what a live feed is sorted under
 * @param credentials where user and password are, never they themselves
 * @param transport {@code tcp} or {@code udp}, of RTSP
 * @param tls {@code verify} or {@code any}, of {@code https} and {@code rtsps}
 * @param certificateAuthorities a file of those that may have signed the server's certificate
 * @param silence without a picture for so long it is opened anew
 * @param opening how long an answer is waited for
 * @param timeCorrection added to the time of each picture
 * @param clockTolerance how far off the camera's own clock may be
 * @param sampling {@code all}, or the length of a cell
 * @param rotate degrees, clockwise
 * @param flip {@code horizontal} or {@code vertical}
 * @param regions in percent, as {@code 0,0,50,100}: all that is published of the picture
 * @param masks in percent: painted black before anything is published
 * @param pace of a video file: {@code real-time} or {@code fast}
 * @param loop whether a video file in real time begins again at its end
 */
record FeedEntry(
        @Nullable String name,
        @Nullable String address,
        @Nullable String purpose,
        @Nullable String group,
        @Nullable CredentialsPlace credentials,
        @Nullable String transport,
        @Nullable String tls,
        @JsonProperty("certificate-authorities") @Nullable String certificateAuthorities,
        @Nullable String silence,
        @Nullable String opening,
        @JsonProperty("time-correction") @Nullable String timeCorrection,
        @JsonProperty("clock-tolerance") @Nullable String clockTolerance,
        @Nullable String sampling,
        @Nullable Integer rotate,
        @Nullable String flip,
        @Nullable List<String> regions,
        @Nullable List<String> masks,
        @Nullable String pace,
        @Nullable Boolean loop) {
    private static final int LONGEST_GROUP = 200;

    /**
     * Where {@code USER:PASSWORD} is; one of the two.
     *
     * @param environment a variable
     * @param file whose content it is
     */
    record CredentialsPlace(
            @Nullable String environment, @Nullable String file) {}

    /** The name of its stream. */
    String streamId() {
        if (name == null) {
            throw new IllegalArgumentException("name: missing (expected: what its stream is to be called)");
        }
        new IdentifierRule(FeedSettings.LONGEST_STREAM_ID)
                .objection("name", name)
                .ifPresent(objection -> {
                    throw new IllegalArgumentException(objection);
                });
        return name;
    }

    /**
     * The feed, not opened yet.
     *
     * @throws IllegalArgumentException if a key's value makes no sense; the message begins with the key
     */
    FeedPlan plan(Optional<FeedCredentials> known) {
        if (address == null) {
            throw new IllegalArgumentException("address: missing (expected: where the feed is)");
        }
        List<PictureRegion> shown = regions("regions", regions);
        List<PictureRegion> hidden = regions("masks", masks);
        if (purpose != null) {
            IdentifierRule.OF_PURPOSES.objection("purpose", purpose).ifPresent(objection -> {
                throw new IllegalArgumentException(objection);
            });
        }
        if (group != null) {
            new IdentifierRule(LONGEST_GROUP).objection("group", group).ifPresent(objection -> {
                throw new IllegalArgumentException(objection);
            });
        }
        return (LiveAddress.isLive(address) ? live(known, shown, hidden) : recording(shown, hidden))
                .withPurpose(purpose);
    }

    private FeedPlan live(Optional<FeedCredentials> known, List<PictureRegion> shown, List<PictureRegion> hidden) {
        LiveAddress parsed = LiveAddress.parse(String.valueOf(address));
        if (parsed.hasCredentials()) {
            throw new IllegalArgumentException(
                    "address: holds a user or a password (expected: credentials with environment or file)");
        }
        if (pace != null || loop != null) {
            throw new IllegalArgumentException("pace, loop: of a live feed (expected: of a video file only)");
        }
        LiveOptions usual = LiveOptions.defaults(FeedSettings.DEFAULT_LONGEST_SIDE);
        LiveOptions options = usual.withMounting(mounting())
                .withTransport(
                        transport == null ? usual.transport() : LiveInputOptions.transport(transport, "transport"))
                .withPatience(
                        duration("silence", silence, usual.silence()), duration("opening", opening, usual.opening()))
                .withCertificates(certificates(parsed))
                .withClock(
                        duration("time-correction", timeCorrection, usual.correction()),
                        duration("clock-tolerance", clockTolerance, usual.clockTolerance()))
                .withSampling(choice().ofCamera())
                .withGroup(group);
        LiveFeed feed = new LiveFeed(known.map(parsed::withCredentials).orElse(parsed), options);
        return FeedPlan.of(streamId(), feed, PaintedSource.of(feed, shown, hidden), TakenName.REFUSE, choice());
    }

    private SamplingChoice choice() {
        return SamplingChoice.parse("sampling", sampling);
    }

    private Certificates certificates(LiveAddress parsed) {
        if (!parsed.hasCertificate() && (tls != null || certificateAuthorities != null)) {
            throw new IllegalArgumentException(
                    "tls, certificate-authorities: no certificate is checked at this address (expected: with https or rtsps only)");
        }
        return LiveInputOptions.certificates(
                tls == null ? "verify" : tls,
                "tls",
                certificateAuthorities == null ? null : Path.of(certificateAuthorities));
    }

    private FeedPlan recording(List<PictureRegion> shown, List<PictureRegion> hidden) {
        if (credentials != null
                || transport != null
                || tls != null
                || certificateAuthorities != null
                || silence != null
                || opening != null) {
            throw new IllegalArgumentException(
                    "credentials, transport, tls, certificate-authorities, silence, opening: of a video file (expected: of a live feed only)");
        }
        if (group != null) {
            throw new IllegalArgumentException(
                    "group: of a video file (expected: of a live feed, whose state is told with it)");
        }
        if (timeCorrection != null || clockTolerance != null) {
            throw new IllegalArgumentException(
                    "time-correction, clock-tolerance: of a video file (expected: of a live feed only)");
        }
        Pace chosen = pace(pace == null ? "real-time" : pace);
        boolean again = loop == null ? chosen == Pace.REAL_TIME : loop;
        if (again && chosen != Pace.REAL_TIME) {
            throw new IllegalArgumentException("loop: true with pace fast (expected: with pace real-time only)");
        }
        Path file = Path.of(String.valueOf(address));
        VideoOptions video = new VideoOptions(
                FeedSettings.DEFAULT_LONGEST_SIDE, OptionalInt.empty(), OptionalDouble.empty(), mounting());
        return new FeedPlan(
                streamId(),
                PaintedSource.of(() -> VideoFileSource.open(file, video), shown, hidden),
                chosen,
                again,
                null,
                TakenName.REFUSE,
                List.of(),
                null,
                choice().ofRecording(),
                null);
    }

    private static Pace pace(String text) {
        return switch (text) {
            case "real-time" -> Pace.REAL_TIME;
            case "fast" -> Pace.AS_FAST_AS_POSSIBLE;
            default -> throw new IllegalArgumentException("pace: " + text + " (expected: real-time or fast)");
        };
    }

    private Orientation mounting() {
        if (rotate != null && (rotate % 90 != 0)) {
            throw new IllegalArgumentException("rotate: " + rotate + " (expected: 90, 180 or 270)");
        }
        Orientation turned = rotate == null ? Orientation.UPRIGHT : Orientation.ofDegrees(rotate);
        return switch (flip == null ? "" : flip.toLowerCase(Locale.ROOT)) {
            case "" -> turned;
            case "horizontal" -> turned.then(Orientation.MIRRORED);
            case "vertical" -> turned.then(Orientation.FLIPPED);
            default -> throw new IllegalArgumentException("flip: " + flip + " (expected: horizontal or vertical)");
        };
    }

    private static Duration duration(String key, @Nullable String text, Duration usual) {
        if (text == null) {
            return usual;
        }
        try {
            Duration positive = new DurationConverter().convert(text.startsWith("-") ? text.substring(1) : text);
            return text.startsWith("-") ? positive.negated() : positive;
        } catch (TypeConversionException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }

    private static List<PictureRegion> regions(String key, @Nullable List<String> texts) {
        try {
            return texts == null
                    ? List.of()
                    : texts.stream()
                            .map(text -> new PictureRegionConverter().convert(text))
                            .toList();
        } catch (TypeConversionException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }
}
