package io.mien.ingest.sources;

import io.mien.pictures.RgbImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the pictures of a video file in any format that FFmpeg reads, animated GIFs among them; sound is left out. Each
 * picture is as a player shows it: upright, with square pixels, whole where the film is interlaced, in the film's own
 * colours and the picture's own shape, should that change on the way. Times are those of {@link RecordingClock}.
 *
 * <p>Not safe for use by many threads.
 */
public final class VideoFileSource implements FrameSource {
    private static final Logger log = LoggerFactory.getLogger(VideoFileSource.class);

    /** Where nobody says anything: FFmpeg's own guess. */
    private static final double USUAL_FRAME_RATE = 25;

    /** An end that comes this much earlier than the file announces is worth a warning. */
    private static final Duration TOLERANCE = Duration.ofMillis(500);

    private final Path file;
    private final VideoOptions options;
    private final VideoContainer container;
    private final VideoDecoder decoder;
    private final RecordingClock clock;
    private final PictureConverter converter = new PictureConverter();
    private @Nullable Deinterlacer deinterlacer;
    private @Nullable NearestPictures<DecodedPicture> nearest;
    private long origin;
    private long notNearest;
    private @Nullable FrameSourceDescription description;
    private boolean begun;
    private boolean ended;
    private boolean endedEarly;
    private boolean closed;
    private Optional<String> warning = Optional.empty();

    /**
     * Opens a file.
     *
     * @param longestSide larger pictures are reduced to this, pixels, at least 16
     * @throws FrameSourceException if it is missing, cannot be read or is no video
     */
    public static VideoFileSource open(Path file, int longestSide) throws FrameSourceException {
        return open(file, VideoOptions.upTo(longestSide));
    }

    /**
     * Opens a file.
     *
     * @throws FrameSourceException if it is missing, cannot be read or is no video, or has no such stream
     */
    public static VideoFileSource open(Path file, VideoOptions options) throws FrameSourceException {
        requireReadable(file);
        VideoContainer container = VideoContainer.open(file, options.videoStream());
        try {
            return new VideoFileSource(file, options, container, VideoDecoder.open(file, container));
        } catch (FrameSourceException | RuntimeException e) {
            container.close();
            throw e;
        }
    }

    private static void requireReadable(Path file) throws FrameSourceException {
        if (!Files.exists(file)) {
            throw new FrameSourceException(
                    FrameSourceException.Kind.NOT_FOUND, "video " + file + ": not there (check the path)");
        }
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new FrameSourceException(
                    FrameSourceException.Kind.NOT_READABLE,
                    "video " + file + ": " + (Files.isDirectory(file) ? "a folder" : "not readable")
                            + " (expected: a video file that may be read)");
        }
    }

    private VideoFileSource(Path file, VideoOptions options, VideoContainer container, VideoDecoder decoder) {
        this.file = file;
        this.options = options;
        this.container = container;
        this.decoder = decoder;
        this.clock = newClock();
    }

    private RecordingClock newClock() {
        return new RecordingClock(usualFrameRate(), container.hasTimes() ? container.wrap() : 0);
    }

    private double usualFrameRate() {
        return options.frameRate().orElse(container.usualFrameRate().orElse(USUAL_FRAME_RATE));
    }

    /**
     * {@inheritDoc} Goes through the whole file, without decoding it, where the format does not know how long it is.
     */
    @Override
    public FrameSourceDescription description() {
        FrameSourceDescription known = description;
        if (known == null) {
            known = describe();
            description = known;
        }
        return known;
    }

    private FrameSourceDescription describe() {
        Optional<PacketScan> scan = container.hasDoubtfulLength()
                ? PacketScan.of(file, options.videoStream(), newClock())
                : Optional.empty();
        long micros = scan.map(PacketScan::length).orElse(container.announcedLength());
        OptionalDouble rate = container.hasTimes() ? container.frameRate() : OptionalDouble.of(usualFrameRate());
        long stated = container.stream().nb_frames();
        long estimated = Math.round(micros / 1e6 * rate.orElse(0));
        long frames = scan.map(PacketScan::pictures).orElse(stated > 0 ? stated : estimated);
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return new FrameSourceDescription(
                dot > 0 ? name.substring(0, dot) : name,
                file.toAbsolutePath().toUri().toString(),
                rate,
                frames > 0 ? OptionalLong.of(frames) : OptionalLong.empty(),
                micros > 0 ? Optional.of(Duration.of(micros, ChronoUnit.MICROS)) : Optional.empty(),
                container.createdAt());
    }

    /** When the recording began, as the file says, without going through it. */
    public Optional<Instant> createdAt() {
        return container.createdAt();
    }

    /**
     * What makes a position of a time of the file's own, microseconds, as of the last picture; empty if the file has no times.
     * It changes where the clock jumps.
     */
    OptionalLong clockShift() {
        return clock.shift();
    }

    /** The sound that belongs to the film; the caller closes it. */
    Optional<SoundTrack> sound() {
        return SoundTrack.open(file, container.stream().index());
    }

    @Override
    public Optional<SourceFrame> next() throws FrameSourceException {
        DecodedPicture picture = nearest == null ? decoded() : chosen(nearest);
        if (picture == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(sourceFrame(picture));
        } finally {
            picture.free();
        }
    }

    /** {@inheritDoc} Only pictures that are chosen are made red, green and blue. */
    @Override
    public FrameSource sampled(SamplingGrid grid, Instant start) {
        origin = ChronoUnit.MICROS.between(Instant.EPOCH, start);
        nearest = new NearestPictures<>(grid, picture -> {
            notNearest++;
            picture.free();
        });
        return this;
    }

    private @Nullable DecodedPicture chosen(NearestPictures<DecodedPicture> choice) throws FrameSourceException {
        DecodedPicture chosen = choice.poll();
        while (chosen == null) {
            DecodedPicture next = decoded();
            if (next == null) {
                choice.finish();
                return choice.poll();
            }
            choice.offer(next.kept(), origin + next.position());
            chosen = choice.poll();
        }
        return chosen;
    }

    /** The next picture, whole; null at the end. */
    private @Nullable DecodedPicture decoded() throws FrameSourceException {
        while (!ended && !closed) {
            DecodedPicture whole = deinterlacer == null ? null : deinterlacer.poll();
            if (whole != null) {
                return whole;
            }
            AVFrame frame = decode();
            if (frame == null) {
                if (deinterlacer == null || !letOut(deinterlacer)) {
                    end();
                }
                continue;
            }
            long position = clock.next(container.stamp(frame));
            Shape shape = Shape.of(container, frame);
            if (deinterlacer == null && Deinterlacer.isWoven(frame)) {
                deinterlacer = new Deinterlacer();
            }
            if (deinterlacer == null) {
                return new DecodedPicture(frame, position, shape, false);
            }
            deinterlacer.push(frame, position, shape);
        }
        return null;
    }

    /** At the end of the file; false when nothing is left inside. */
    private static boolean letOut(Deinterlacer deinterlacer) {
        deinterlacer.finish();
        return deinterlacer.hasReady();
    }

    @Override
    public boolean skip() throws FrameSourceException {
        if (ended || closed) {
            return false;
        }
        if (deinterlacer != null || nearest != null) {
            return next().isPresent();
        }
        AVFrame frame = decode();
        if (frame == null) {
            end();
            return false;
        }
        long position = clock.next(container.stamp(frame));
        if (Deinterlacer.isWoven(frame)) {
            // It comes out with the next one, and is the one to be passed over.
            deinterlacer = new Deinterlacer();
            deinterlacer.push(frame, position, Shape.of(container, frame));
            return next().isPresent();
        }
        return true;
    }

    private @Nullable AVFrame decode() throws FrameSourceException {
        AVFrame frame = decoder.next();
        if (frame == null && !begun) {
            throw VideoContainer.noVideo(file, "no video in it, or broken from its start");
        }
        begun = true;
        return frame;
    }

    private SourceFrame sourceFrame(DecodedPicture picture) {
        AVFrame frame = picture.frame();
        Shape shape = picture.shape();
        RgbImage stored = converter.convert(frame, shape.size(frame.width(), frame.height(), options.longestSide()));
        return new SourceFrame(
                shape.orientation().then(options.mounting()).apply(stored),
                Duration.of(picture.position(), ChronoUnit.MICROS));
    }

    private void end() {
        ended = true;
        Duration length = description().length().orElse(Duration.ZERO);
        Duration position = Duration.of(clock.position(), ChronoUnit.MICROS);
        // A clock that was repaired has announced what it thought.
        boolean tooSoon = clock.repairs().jumps() == 0 && !container.hasDoubtfulLength() && endsBeforeAnnounced();
        if (container.isBroken()) {
            warning = Optional.of("video " + file + ": broken at " + position + "; what could be read was delivered");
        } else if (tooSoon) {
            warning = Optional.of("video " + file + ": ends at " + position + " of " + length
                    + " (truncated?); what could be read was delivered");
        }
        endedEarly = warning.isPresent();
        warning.ifPresent(log::info); // the caller tells the user
    }

    /** Whether nothing of the file goes as far as it says; a sound that goes on after the pictures does. */
    private boolean endsBeforeAnnounced() {
        long least = container.announcedEnd() - TOLERANCE.toNanos() / 1_000;
        long reached = clock.position() + clock.interval() - clock.shift().orElse(0);
        return reached < least
                && !(container.hasOtherStreams() && LastPacket.ends(file).orElse(Long.MIN_VALUE) >= least);
    }

    @Override
    public Optional<String> warning() {
        return warning;
    }

    @Override
    public SourceAccount account() {
        List<String> notes = new ArrayList<>();
        container.otherStreams().ifPresent(notes::add);
        RecordingClock.Repairs repairs = clock.repairs();
        if (!container.hasTimes() && clock.position() > 0) {
            notes.add(String.format(
                    Locale.ROOT,
                    "no times in it: read as %.6g pictures a second (--frame-rate says another rate)",
                    usualFrameRate()));
        } else if (container.hasTimes() && repairs.withoutStamp() > 0) {
            notes.add(repairs.withoutStamp() + " pictures without a time: placed by the rate of the others");
        }
        if (repairs.jumps() > 0) {
            notes.add("its clock jumped: the times of " + repairs.jumps()
                    + " pictures make no sense and were put right by the rate of the others");
        }
        long damaged = decoder.broken();
        if (damaged > 0) {
            notes.add(damaged + " pictures are damaged and were left out");
        }
        Map<LeftOutReason, Long> leftOut = new EnumMap<>(LeftOutReason.class);
        if (damaged > 0) {
            leftOut.put(LeftOutReason.DAMAGED, damaged);
        }
        if (notNearest > 0) {
            leftOut.put(LeftOutReason.NOT_NEAREST, notNearest);
        }
        return new SourceAccount(
                leftOut, clock.position() == 0 ? 0 : repairs.jumps() + repairs.withoutStamp(), endedEarly, notes);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (nearest != null) {
                nearest.close();
            }
            if (deinterlacer != null) {
                deinterlacer.close();
            }
            converter.close();
            decoder.close();
            container.close();
        }
    }
}
