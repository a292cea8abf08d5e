package io.mien.gateway;

/** Why the gateway ends a connection, with the code of WebSocket's close frame. The codes are permanent. */
enum CloseReason {
    /** The gateway stops, or the stream begins anew: connecting again is right. */
    GOING_AWAY(1001),
    /** What came is no message of the protocol. */
    INVALID_MESSAGE(1008),
    /** The client did not read what was sent. */
    SLOW_READER(4408),
    /** Too many connections. */
    TOO_MANY(1013),
    /** No token, or a wrong one, or one that was taken back. */
    UNAUTHORIZED(4401),
    /** Another connection sends the stream's tiles. */
    REPLACED(4409);

    private final int code;

    CloseReason(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
