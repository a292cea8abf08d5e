package io.mien.ingest.feed;

import io.mien.ingest.detect.PictureRegion;
import io.mien.ingest.sources.FrameSource;
import io.mien.ingest.sources.FrameSourceDescription;
import io.mien.ingest.sources.FrameSourceException;
import io.mien.ingest.sources.SamplingGrid;
import io.mien.ingest.sources.SourceAccount;
import io.mien.ingest.sources.SourceFrame;
import io.mien.pictures.RgbImage;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A source of which parts are painted black before anything is published. The rules of {@link FrameSource} apply.
 */
public final class PaintedSource implements FrameSource {
    private static final int BYTES_PER_PIXEL = 3;

    private final FrameSource source;
    private final List<PictureRegion> shown;
    private final List<PictureRegion> hidden;

    private PaintedSource(FrameSource source, List<PictureRegion> shown, List<PictureRegion> hidden) {
        this.source = source;
        this.shown = shown;
        this.hidden = hidden;
    }

    /**
     * Opens what another opener opens, painted.
     *
     * @param shown all that is left of the picture; none: all of it
     * @param hidden is painted black
     */
    public static Opener of(Opener opener, List<PictureRegion> shown, List<PictureRegion> hidden) {
        if (shown.isEmpty() && hidden.isEmpty()) {
            return opener;
        }
        return new Opener() {
            @Override
            public FrameSource open() throws FrameSourceException {
                return new PaintedSource(opener.open(), shown, hidden);
            }

            @Override
            public void stop() {
                opener.stop();
            }
        };
    }

    /** {@inheritDoc} Only pictures that are chosen are painted. */
    @Override
    public FrameSource sampled(SamplingGrid grid, Instant start) {
        return new PaintedSource(source.sampled(grid, start), shown, hidden);
    }

    @Override
    public FrameSourceDescription description() {
        return source.description();
    }

    @Override
    public Optional<SourceFrame> next() throws FrameSourceException {
        return source.next().map(frame -> new SourceFrame(painted(frame.image()), frame.position(), frame.captured()));
    }

    @Override
    public boolean skip() throws FrameSourceException {
        return source.skip();
    }

    private RgbImage painted(RgbImage image) {
        byte[] pixels = shown.isEmpty() ? image.pixels().clone() : new byte[image.pixels().length];
        for (PictureRegion region : shown) {
            eachRow(image, region, (from, to) -> System.arraycopy(image.pixels(), from, pixels, from, to - from));
        }
        for (PictureRegion region : hidden) {
            eachRow(image, region, (from, to) -> Arrays.fill(pixels, from, to, (byte) 0));
        }
        return new RgbImage(image.width(), image.height(), pixels);
    }

    @FunctionalInterface
    private interface Row {
        void bytes(int from, int to);
    }

    private static void eachRow(RgbImage image, PictureRegion region, Row row) {
        int left = (int) Math.floor(region.x() * image.width());
        int right = Math.min(image.width(), (int) Math.ceil((region.x() + region.width()) * image.width()));
        int top = (int) Math.floor(region.y() * image.height());
        int bottom = Math.min(image.height(), (int) Math.ceil((region.y() + region.height()) * image.height()));
        for (int y = top; y < bottom; y++) {
            int start = y * image.width();
            row.bytes(BYTES_PER_PIXEL * (start + left), BYTES_PER_PIXEL * (start + right));
        }
    }

    @Override
    public Optional<String> warning() {
        return source.warning();
    }

    @Override
    public SourceAccount account() {
        return source.account();
    }

    @Override
    public void close() {
        source.close();
    }
}
