package io.mien.gateway;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The connections of one stream, and which of them sends its tiles. Not safe for use by many threads. */
final class StreamConnections {
    private final Set<StreamConnection> open = new LinkedHashSet<>();
    /** They hear and send nothing more, but are not gone yet. */
    private final Set<StreamConnection> sentAway = new LinkedHashSet<>();

    private @Nullable StreamConnection sender;

    void add(StreamConnection connection) {
        open.add(connection);
    }

    boolean isOpen(StreamConnection connection) {
        return open.contains(connection);
    }

    /** Makes a connection the one that sends; returns the one before, which is sent away, if it is another. */
    @Nullable
    StreamConnection replaceSender(StreamConnection next) {
        StreamConnection before = sender;
        if (before == next) {
            return null;
        }
        if (before != null) {
            // At once: its next tile may be on its way already, and would take the place back.
            sendAway(before);
        }
        sender = next;
        return before;
    }

    void sendAway(StreamConnection connection) {
        if (open.remove(connection)) {
            sentAway.add(connection);
        }
        if (sender == connection) {
            sender = null;
        }
    }

    void remove(StreamConnection connection) {
        sendAway(connection);
        sentAway.remove(connection);
    }

    List<StreamConnection> open() {
        return List.copyOf(open);
    }

    /** Those that are not gone yet. */
    List<StreamConnection> all() {
        List<StreamConnection> all = new ArrayList<>(open);
        all.addAll(sentAway);
        return all;
    }
}
