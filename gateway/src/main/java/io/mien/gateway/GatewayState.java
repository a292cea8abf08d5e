package io.mien.gateway;

/** Whether the gateway reaches Kafka. */
public enum GatewayState {
    /** Started, and not yet answered. */
    CONNECTING,
    /** Readings are followed, and tiles are written. */
    CONNECTED,
    /** Readings cannot be followed at the moment; it is tried again for as long as the gateway runs. */
    UNAVAILABLE
}
