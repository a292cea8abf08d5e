package io.mien.dashboard;

/** What the dashboard knows of its Kafka cluster. */
public enum KafkaConnection {
    /** Started, and not yet answered. */
    CONNECTING,
    /** Answering. */
    CONNECTED,
    /** Not answering, refusing, or lacking a topic; it is tried again for as long as the dashboard runs. */
    UNAVAILABLE
}
