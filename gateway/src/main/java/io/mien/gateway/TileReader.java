package io.mien.gateway;

import io.mien.pictures.ImageHeader;
import io.mien.pictures.ImageLimits;
import io.mien.pictures.UnreadableImageException;
import io.mien.schemas.CaptureTimeRule;
import io.mien.schemas.RefusedRecordException;
import io.mien.schemas.avro.Box;
import io.mien.schemas.avro.CaptureClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Looks at a tile from outside, without decoding it: what ingest or the job would set aside is refused here. Immutable. */
final class TileReader {
    /** As strict as the inference job: its dead letters would reach the client too late. */
    private static final CaptureTimeRule TIMES = new CaptureTimeRule(Duration.ofMinutes(1));

    private final ImageLimits limits;

    TileReader(ImageLimits limits) {
        this.limits = limits;
    }

    /** A tile that is refused. */
    static final class RefusedTileException extends Exception {
        private static final long serialVersionUID = 1L;

        private final TileRefusal reason;

        RefusedTileException(TileRefusal reason, String sentence) {
            super(sentence);
            this.reason = reason;
        }

        TileOutcome.Refused outcome() {
            return new TileOutcome.Refused(reason, String.valueOf(getMessage()));
        }
    }

    /**
     * Reads a tile.
     *
     * @param jpeg its bytes, which stay the caller's until Kafka has them
     * @param arrivedAt by this machine's clock
     * @throws RefusedTileException naming what is wrong, and what was expected
     */
    Tile read(ByteBuffer jpeg, TileNotes notes, Instant arrivedAt) throws RefusedTileException {
        ImageHeader header = header(jpeg);
        Instant capturedAt = notes.capturedAt() == null ? arrivedAt : notes.capturedAt();
        try {
            TIMES.check(capturedAt, arrivedAt);
        } catch (RefusedRecordException e) {
            throw new RefusedTileException(TileRefusal.IMPOSSIBLE_TIME, String.valueOf(e.getMessage()));
        }
        Box box = notes.box();
        if (box != null) {
            check(box, header);
        }
        return new Tile(
                capturedAt.truncatedTo(ChronoUnit.MICROS),
                notes.capturedAt() == null ? CaptureClock.ARRIVAL : CaptureClock.CAMERA,
                header.width(),
                header.height(),
                jpeg,
                box);
    }

    private ImageHeader header(ByteBuffer jpeg) throws RefusedTileException {
        try {
            ImageHeader header = ImageHeader.read(jpeg.duplicate(), limits);
            if (header.format() == ImageHeader.Format.JPEG) {
                return header;
            }
            throw new RefusedTileException(
                    TileRefusal.NOT_AN_IMAGE, "tile: a " + header.format() + " (expected: a JPEG)");
        } catch (UnreadableImageException e) {
            throw switch (e.reason()) {
                case IMAGE_TOO_LARGE -> new RefusedTileException(TileRefusal.TILE_TOO_LARGE, "tile: " + e.getMessage());
                case NOT_AN_IMAGE, IMAGE_SIZE_MISMATCH ->
                    new RefusedTileException(
                            TileRefusal.NOT_AN_IMAGE, "tile: " + e.getMessage() + " (expected: a whole JPEG)");
            };
        }
    }

    private static void check(Box box, ImageHeader header) throws RefusedTileException {
        float middleX = box.getX() + box.getWidth() / 2;
        float middleY = box.getY() + box.getHeight() / 2;
        // Written so that a number that is none fails.
        boolean holds = box.getWidth() > 0
                && box.getHeight() > 0
                && Float.isFinite(box.getWidth())
                && Float.isFinite(box.getHeight())
                && middleX >= 0
                && middleX <= header.width()
                && middleY >= 0
                && middleY <= header.height();
        if (!holds) {
            throw new RefusedTileException(
                    TileRefusal.INVALID_TILE,
                    "box: " + box.getX() + ", " + box.getY() + ", " + box.getWidth() + " x " + box.getHeight()
                            + " (expected: a face whose middle lies in the tile of " + header.width() + " x "
                            + header.height() + " pixels)");
        }
    }
}
