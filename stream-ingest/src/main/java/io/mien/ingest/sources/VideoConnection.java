package io.mien.ingest.sources;

import static org.bytedeco.ffmpeg.global.avutil.av_frame_clone;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import io.mien.pictures.RgbImage;
import io.mien.schemas.avro.CaptureClock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection to a camera or a server, read with FFmpeg. */
final class VideoConnection implements LiveConnection {
    private static final Logger log = LoggerFactory.getLogger(VideoConnection.class);
    private static final Duration FAREWELL = Duration.ofSeconds(1);
    /** Where nobody says anything: FFmpeg's own guess. */
    private static final double USUAL_FRAME_RATE = 25;

    /** A server hands out a segment when it is whole, and its reader begins with the newest or the one before. */
    private static final Duration LATEST_SEGMENT = Duration.ofMinutes(1);

    private final LiveAddress address;
    private final LiveOptions options;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Interruption interruption = new Interruption();
    /** Of what is looked up beside the connection: its end is not the connection's. */
    private final Interruption lookups = new Interruption();
    /** Of the thread that reads. */
    private long repairsTold;

    /** What lasts as long as the connection. */
    private record Reading(
            VideoContainer container,
            VideoDecoder decoder,
            PictureConverter converter,
            Backlog backlog,
            CameraClock reports,
            LiveClock clock,
            RecordingClock recording,
            @Nullable NearestPictures<Fresh> nearest,
            LivePictures pictures) {}

    /** A picture that is not old, with its time; in native memory until it is freed. */
    private record Fresh(AVFrame frame, Shape shape, CaptureTime captured) {
        void free() {
            av_frame_free(frame);
        }
    }

    VideoConnection(LiveAddress address, LiveOptions options) {
        this.address = address;
        this.options = options;
    }

    @Override
    public FeedLoss read(LivePictures pictures) {
        long startedAt = System.nanoTime();
        try (interruption;
                lookups;
                CheckedOpening opening = checked(interruption);
                CheckedOpening besides = checked(lookups);
                VideoContainer container = LiveOpening.open(address, options, interruption, opening)) {
            pictures.waiting("connected, waiting for the first fresh picture");
            Duration took = Duration.ofNanos(System.nanoTime() - startedAt);
            try (VideoDecoder decoder = VideoDecoder.openLive(address, container);
                    PictureConverter converter = new PictureConverter()) {
                Reading reading = new Reading(
                        container,
                        decoder,
                        converter,
                        new Backlog(address.ends() ? Duration.ZERO : took),
                        cameraClock(container, besides),
                        new LiveClock(
                                options.clockTolerance(),
                                address.kind() == LiveAddress.Kind.HLS ? LATEST_SEGMENT : Duration.ZERO,
                                options.correction()),
                        new RecordingClock(
                                container.usualFrameRate().orElse(USUAL_FRAME_RATE),
                                container.hasTimes() ? container.wrap() : 0),
                        nearest(pictures),
                        pictures);
                try {
                    FeedLoss loss = follow(reading);
                    letGo(reading);
                    account(reading);
                    return loss;
                } finally {
                    if (reading.nearest() != null) {
                        reading.nearest().close();
                    }
                }
            } finally {
                interruption.allowFarewell(FAREWELL);
            }
        } catch (LiveOpening.LostException e) {
            return e.loss();
        } catch (FrameSourceException e) {
            return new FeedLoss(FeedLoss.Reason.NO_VIDEO, String.valueOf(e.getMessage()));
        }
    }

    private CheckedOpening checked(Interruption by) {
        return new CheckedOpening(by, address.hasCertificate() ? options.certificates() : Certificates.ANY);
    }

    private CameraClock cameraClock(VideoContainer container, CheckedOpening besides) {
        if (address.kind() == LiveAddress.Kind.HLS) {
            try {
                return new ProgramDates(
                        new FetchedSegments(address.url(), LiveOpening.settings(address, options), lookups, besides),
                        address.shown(),
                        container.wrap());
            } catch (IllegalArgumentException e) {
                log.info(
                        "addresses cannot be made whole with this one, so that dates are not read address={}", address);
            }
        }
        return new SenderReports(container.format());
    }

    /** Waits until a picture of a segment that came as a whole is due; false if it is stopped meanwhile. */
    private boolean awaitTurn(SegmentPace pace, OptionalLong stamp) {
        if (address.kind() != LiveAddress.Kind.HLS) {
            return true;
        }
        try {
            return !stopped.await(pace.pause(stamp, System.nanoTime() / 1_000), TimeUnit.MICROSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private @Nullable NearestPictures<Fresh> nearest(LivePictures pictures) {
        return options.sampling() == null || address.ends()
                ? null
                : new NearestPictures<>(options.sampling(), picture -> {
                    picture.free();
                    pictures.leaveOut(LeftOutReason.NOT_NEAREST, 1);
                });
    }

    private FeedLoss follow(Reading reading) {
        SegmentPace pace = new SegmentPace();
        boolean seen = false;
        Shape.@Nullable Size size = null;
        while (true) {
            interruption.allow(seen ? options.silence() : options.opening());
            AVFrame frame = reading.decoder().next();
            long arrival = micros(Instant.now());
            if (frame == null || interruption.hasFired()) {
                // What comes out after the time was over was inside all the while.
                reading.pictures().leaveOut(LeftOutReason.STALE, frame == null ? 0 : 1);
                return seen
                        ? LiveFailure.reading(reading.container().failure(), address, options, interruption)
                        : LiveFailure.opening(reading.container().failure(), address, options, interruption);
            }
            seen = true;
            OptionalLong stamp = reading.container().stamp(frame);
            reading.reports()
                    .look(
                            reading.decoder().packet(),
                            reading.container().stamp(reading.decoder().packet().pts()));
            if (!address.ends() && reading.backlog().holds(stamp, arrival)) {
                reading.pictures().leaveOut(LeftOutReason.STALE, 1);
                continue;
            }
            Shape.Size now = new Shape.Size(frame.width(), frame.height());
            if (size != null && !size.equals(now)) {
                letGo(reading);
                reading.pictures().end(sizeChanged(size, now));
            }
            size = now;
            if (!awaitTurn(pace, stamp)) {
                reading.pictures().leaveOut(LeftOutReason.STOPPED, 1);
                return LiveFailure.reading(0, address, options, interruption);
            }
            // One that is late here, because others had the processor, was not taken late.
            long due = address.kind() == LiveAddress.Kind.HLS
                    ? micros(Instant.now()) - pace.late(stamp, System.nanoTime() / 1_000)
                    : arrival;
            show(reading, frame, stamp, due);
            tellRepairs(reading);
        }
    }

    /** Every picture that is fresh passes here, with its time, before anything is spent on it. */
    private void show(Reading reading, AVFrame frame, OptionalLong stamp, long arrival) {
        // What is piped comes as fast as it is read: its own stamps say when.
        CaptureTime captured = address.ends()
                ? new CaptureTime(
                        Instant.EPOCH.plus(reading.recording().next(stamp), ChronoUnit.MICROS), CaptureClock.UNKNOWN)
                : reading.clock().next(stamp, arrival, reading.reports().taken(stamp));
        if (reading.clock().hasJumped()) {
            letGo(reading);
            reading.pictures()
                    .end(new FeedLoss(
                            FeedLoss.Reason.CLOCK_JUMPED,
                            address.shown() + ": its clock jumped to "
                                    + captured.at().truncatedTo(ChronoUnit.SECONDS)));
        }
        Shape shape = Shape.of(reading.container(), frame);
        NearestPictures<Fresh> nearest = reading.nearest();
        if (nearest == null) {
            deliver(reading, frame, shape, captured);
            return;
        }
        nearest.offer(
                new Fresh(av_frame_clone(frame), shape, captured),
                ChronoUnit.MICROS.between(Instant.EPOCH, captured.at()));
        deliverChosen(reading, nearest);
    }

    /** What waits for a nearer one waits no longer, since a session ends. */
    private void letGo(Reading reading) {
        NearestPictures<Fresh> nearest = reading.nearest();
        if (nearest != null) {
            nearest.finish();
            deliverChosen(reading, nearest);
        }
    }

    private void deliverChosen(Reading reading, NearestPictures<Fresh> nearest) {
        for (Fresh chosen = nearest.poll(); chosen != null; chosen = nearest.poll()) {
            try {
                deliver(reading, chosen.frame(), chosen.shape(), chosen.captured());
            } finally {
                chosen.free();
            }
        }
    }

    private void deliver(Reading reading, AVFrame frame, Shape shape, CaptureTime captured) {
        RgbImage stored =
                reading.converter().convert(frame, shape.size(frame.width(), frame.height(), options.longestSide()));
        reading.pictures().show(shape.orientation().then(options.mounting()).apply(stored), captured);
    }

    private FeedLoss sizeChanged(Shape.Size before, Shape.Size now) {
        return new FeedLoss(
                FeedLoss.Reason.SIZE_CHANGED,
                address.shown() + ": its pictures are " + now.width() + "x" + now.height() + " now, " + before.width()
                        + "x" + before.height() + " before");
    }

    private void account(Reading reading) {
        tellRepairs(reading);
        reading.pictures().leaveOut(LeftOutReason.DAMAGED, reading.decoder().broken());
    }

    /** Picture by picture: who is stopped is asked before the connection has ended. */
    private void tellRepairs(Reading reading) {
        LiveClock.Repairs repairs = reading.clock().repairs();
        RecordingClock.Repairs recorded = reading.recording().repairs();
        long all =
                repairs.jumps() + repairs.held() + repairs.implausible() + recorded.jumps() + recorded.withoutStamp();
        if (all > repairsTold) {
            reading.pictures().repaired(all - repairsTold);
            repairsTold = all;
        }
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    @Override
    public void stop() {
        stopped.countDown();
        lookups.stop();
        interruption.stop();
    }
}
