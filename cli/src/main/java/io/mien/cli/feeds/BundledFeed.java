package io.mien.cli.feeds;

import io.mien.cli.terminal.FileText;
import io.mien.demonstration.DemonstrationFilm;
import io.mien.ingest.feed.FeedSettings;
import io.mien.ingest.sources.FrameSource;
import io.mien.ingest.sources.FrameSourceDescription;
import io.mien.ingest.sources.FrameSourceException;
import io.mien.ingest.sources.SourceAccount;
import io.mien.ingest.sources.SourceFrame;
import io.mien.ingest.sources.VideoFileSource;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One of the short feeds that come with Mien: rendered faces, of which it is known what they show ({@code mien faces
 * feeds} made them). Used as {@link FrameSource} says.
 */
final class BundledFeed implements FrameSource {
    private final FrameSource video;
    private final FrameSourceDescription description;

    private BundledFeed(String name, FrameSource video) {
        this.video = video;
        FrameSourceDescription file = video.description();
        this.description =
                new FrameSourceDescription(name, "bundled:" + name, file.frameRate(), file.frameCount(), file.length());
    }

    /** @throws FrameSourceException if it cannot be unpacked */
    static BundledFeed open(String name) throws FrameSourceException {
        // FFmpeg reads files only; this one is gone as soon as it is open.
        @Nullable Path unpacked = null;
        try (InputStream packed = DemonstrationFilm.video(name)) {
            unpacked = Files.createTempFile("mien-feed-", ".mp4");
            Files.copy(packed, unpacked, StandardCopyOption.REPLACE_EXISTING);
            return new BundledFeed(name, VideoFileSource.open(unpacked, FeedSettings.DEFAULT_LONGEST_SIDE));
        } catch (FrameSourceException e) {
            throw e;
        } catch (FileNotFoundException e) {
            throw new FrameSourceException(FrameSourceException.Kind.NOT_FOUND, "bundled " + e.getMessage(), e);
        } catch (IOException e) {
            throw new FrameSourceException(
                    FrameSourceException.Kind.NOT_READABLE,
                    "bundled feed " + name + ": cannot be unpacked (" + FileText.of(e) + ")",
                    e);
        } finally {
            remove(unpacked);
        }
    }

    private static void remove(@Nullable Path unpacked) {
        if (unpacked != null) {
            try {
                Files.deleteIfExists(unpacked);
            } catch (IOException e) {
                // Some systems keep a file that is open: then it goes with the process.
                unpacked.toFile().deleteOnExit();
            }
        }
    }

    @Override
    public FrameSourceDescription description() {
        return description;
    }

    @Override
    public Optional<SourceFrame> next() throws FrameSourceException {
        return video.next();
    }

    @Override
    public SourceAccount account() {
        return video.account();
    }

    @Override
    public Optional<String> warning() {
        return video.warning();
    }

    @Override
    public void close() {
        video.close();
    }
}
