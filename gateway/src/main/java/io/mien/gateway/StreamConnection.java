package io.mien.gateway;

/** A client that hears of one stream. Its methods do not wait, and are called by any thread. */
interface StreamConnection {
    /** The stream's readings come from now on; its first word to the client. */
    void joined(LiveStream.Position position);

    /** A new reading. */
    void reading(NumberedReading reading);

    /** Ends the connection with a sentence. */
    void end(CloseReason reason, String sentence);

    /** Called every second: ends the connection if its client does not read. */
    void check();
}
