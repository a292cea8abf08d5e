package io.mien.gateway;

import java.util.Locale;

/** Why a tile was refused for good: sending the same again does not help. The names are permanent. */
public enum TileRefusal {
    /** What was said of the tile cannot be read or makes no sense. */
    INVALID_TILE(400),
    /** No JPEG, or a broken one. */
    NOT_AN_IMAGE(415),
    /** More bytes or pixels than allowed. */
    TILE_TOO_LARGE(413),
    /** A capture time ahead of the clock, or one that no clock shows. */
    IMPOSSIBLE_TIME(400),
    /** Captured before a tile that the stream has already. */
    OUT_OF_ORDER(409),
    /** With a box after tiles without, or the reverse. */
    OTHER_KIND(409);

    private final int status;

    TileRefusal(int status) {
        this.status = status;
    }

    /** Of an answer over HTTP. */
    int status() {
        return status;
    }

    /** As a label. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
