package io.mien.gateway;

import io.mien.pictures.ImageLimits;
import io.mien.schemas.Topic;

/**
 * How much clients may send, and so how much memory they can take: at most twice {@code tileBytes} for each of the
 * {@code connections}, {@code bufferBytes} of tiles on their way to Kafka, and for each connection the newest
 * reading of a few subjects.
 *
 * @param tileBytes of one tile
 * @param tilePixels width times height of one tile
 * @param tilesPerSecond of one stream; three seconds' worth may come at once, after a connection was lost
 * @param connections of all streams together
 * @param bufferBytes that may wait in memory for Kafka
 * @param tilesUnderWay of one stream that Kafka has not acknowledged
 */
public record GatewayLimits(
        int tileBytes, long tilePixels, int tilesPerSecond, int connections, int bufferBytes, int tilesUnderWay) {
    /** 256 KiB, 2.5 megapixels, 30 tiles a second, 400 connections, 32 MiB, 128 tiles. */
    public static final GatewayLimits DEFAULT = new GatewayLimits(256 << 10, 2_500_000, 30, 400, 32 << 20, 128);

    private static final int LEAST_TILE_BYTES = 1 << 10;
    private static final int LEAST_BUFFER_BYTES = 1 << 20;
    private static final int MOST_TILES_PER_SECOND = 120;
    private static final int MOST_CONNECTIONS = 20_000;
    /** What a record has beside its picture. */
    private static final int OTHER_FIELDS_BYTES = 64 << 10;

    /** @throws IllegalArgumentException if a value is out of its range */
    public GatewayLimits {
        int mostTileBytes = Math.min(ImageLimits.DEFAULT.bytes(), Topic.MAXIMUM_RECORD_BYTES - OTHER_FIELDS_BYTES);
        require("tile bytes", tileBytes, LEAST_TILE_BYTES, mostTileBytes);
        require("tile pixels", tilePixels, 1, ImageLimits.DEFAULT.pixels());
        require("tile rate", tilesPerSecond, 1, MOST_TILES_PER_SECOND);
        require("connections", connections, 1, MOST_CONNECTIONS);
        require("buffer bytes", bufferBytes, Math.max(LEAST_BUFFER_BYTES, 2L * tileBytes), Integer.MAX_VALUE);
        require("tiles under way", tilesUnderWay, 1, Integer.MAX_VALUE);
    }

    private static void require(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "gateway " + name + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }

    ImageLimits ofTile() {
        return new ImageLimits(tileBytes, tilePixels);
    }
}
