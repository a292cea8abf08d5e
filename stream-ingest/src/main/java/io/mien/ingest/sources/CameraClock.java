package io.mien.ingest.sources;

import java.util.OptionalLong;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/** What a source itself says of when its pictures were taken. Used by the thread that reads the connection. */
interface CameraClock {
    /** Looks at a packet of the stream before its picture; its stamp is in microseconds. */
    void look(AVPacket packet, OptionalLong stamp);

    /**
     * When the next picture was taken, microseconds since 1970; empty as long as nobody knows. May wait a moment where
     * nothing is lost by it.
     */
    OptionalLong taken(OptionalLong stamp);
}
