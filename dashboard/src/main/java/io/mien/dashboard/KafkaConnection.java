package io.mien.dashboard;

/** The state of the connection to the Kafka cluster. */
public enum KafkaConnection {
    /** Started, and not yet answered. */
    CONNECTING,
    /** Answering. */
    CONNECTED,
    /** Not answering, refusing, or lacking a topic; it is tried again for as long as the dashboard runs. */
    UNAVAILABLE
}
