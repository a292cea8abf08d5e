package io.mien.ingest.sources;

import io.mien.pictures.ImageDecoder;
import io.mien.pictures.ImageLimits;
import io.mien.pictures.NaturalOrder;
import io.mien.pictures.RgbImage;
import io.mien.pictures.UnreadableImageException;
import io.mien.schemas.avro.CaptureClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder that pictures are dropped into. Those that are there when it is opened are old. A file is read when its size has
 * stood still from one look to the next, so that half a picture is not taken for a whole one; it was taken when it was last
 * written. Files are looked for, not waited for: not every file system tells of new ones.
 */
final class FolderConnection implements LiveConnection {
    private static final Logger log = LoggerFactory.getLogger(FolderConnection.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final ImageLimits LIMITS = new ImageLimits(64 << 20, 50_000_000);

    private final LiveAddress address;
    private final LiveOptions options;
    private final ImageDecoder decoder = new ImageDecoder(LIMITS);
    private final CountDownLatch stopped = new CountDownLatch(1);
    /** What is there and how large it was; of those that were read, the size is {@link #READ}. */
    private Map<Path, Long> known = new HashMap<>();

    private static final long READ = -1;
    private long last;

    /** A file as it was found. */
    private record Found(Path file, long size, FileTime written) {}

    FolderConnection(LiveAddress address, LiveOptions options) {
        this.address = address;
        this.options = options;
    }

    @Override
    public FeedLoss read(LivePictures pictures) {
        Path folder = Path.of(address.path());
        try {
            files(folder).forEach(old -> known.put(old.file(), READ));
            pictures.waiting("waiting for the first new picture");
            while (!stopped.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                look(folder, pictures);
            }
            return new FeedLoss(FeedLoss.Reason.ENDED, address.shown() + ": stopped");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new FeedLoss(FeedLoss.Reason.ENDED, address.shown() + ": interrupted");
        } catch (NoSuchFileException e) {
            return new FeedLoss(FeedLoss.Reason.NOT_THERE, address.shown() + ": no such folder");
        } catch (IOException e) {
            return new FeedLoss(FeedLoss.Reason.BROKEN, address.shown() + ": cannot be read (" + e + ")");
        }
    }

    private void look(Path folder, LivePictures pictures) throws IOException {
        Map<Path, Long> now = new HashMap<>();
        for (Found found : files(folder)) {
            Long before = known.get(found.file());
            if (before != null && before == READ) {
                now.put(found.file(), READ);
            } else if (before != null && before == found.size() && found.size() > 0) {
                now.put(found.file(), READ);
                show(found, pictures);
            } else {
                now.put(found.file(), found.size());
            }
        }
        known = now;
    }

    private void show(Found found, LivePictures pictures) {
        try {
            RgbImage image = decoder.decodeUpright(ByteBuffer.wrap(Files.readAllBytes(found.file())));
            long written =
                    ChronoUnit.MICROS.between(Instant.EPOCH, found.written().toInstant());
            last = Math.max(last + 1, written + options.correction().toNanos() / 1000);
            pictures.show(
                    options.mounting().apply(image),
                    new CaptureTime(Instant.EPOCH.plus(last, ChronoUnit.MICROS), CaptureClock.ARRIVAL));
        } catch (NoSuchFileException e) {
            log.debug("gone again: {}", found.file());
        } catch (IOException | UnreadableImageException e) {
            log.warn("no picture: {} file={}", e.getMessage(), found.file());
            pictures.leaveOut(LeftOutReason.DAMAGED, 1);
        }
    }

    /** Pictures by their names, in the order of their writing. */
    private static List<Found> files(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(PictureFilesSource::isNamedLikePicture)
                    .flatMap(FolderConnection::found)
                    .sorted(Comparator.comparing(Found::written)
                            .thenComparing(found -> String.valueOf(found.file().getFileName()), NaturalOrder.INSTANCE))
                    .toList();
        }
    }

    private static Stream<Found> found(Path file) {
        try {
            return Stream.of(new Found(file, Files.size(file), Files.getLastModifiedTime(file)));
        } catch (IOException e) {
            // It was taken away between two calls.
            return Stream.empty();
        }
    }

    @Override
    public void stop() {
        stopped.countDown();
    }
}
