package io.mien.gateway;

/** Why a tile was not taken just now: the same may be sent again a little later. The names are permanent. */
public enum WaitReason {
    /** More tiles a second than the stream may send. */
    RATE,
    /** Kafka is slower than the tiles come, or away. */
    KAFKA
}
