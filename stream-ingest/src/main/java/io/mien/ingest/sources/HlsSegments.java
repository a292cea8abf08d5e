package io.mien.ingest.sources;

import java.io.IOException;
import java.util.OptionalLong;

/** Where a playlist and its segments are had from, each time anew. */
interface HlsSegments {
    /**
     * The playlist as it is now; of a master playlist, its first variant's.
     *
     * @throws IOException if it cannot be had or makes no sense; the message holds no address
     */
    HlsPlaylist playlist() throws IOException;

    /**
     * The stamp of a segment's first picture, microseconds; empty if it has none.
     *
     * @throws IOException if the segment cannot be had
     */
    OptionalLong firstStamp(HlsPlaylist.Segment segment) throws IOException;
}
