package io.mien.dashboard.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is held of one stream between two times, as the page draws it; times are milliseconds since 1970 by the stream's
 * clock.
 *
 * @param from the first end of a window that is shown
 * @param to the last one
 * @param heldFrom the first that is held of this stream; equal to {@code heldTo} if there is none
 * @param heldTo the last that is held
 * @param subjects in the order in which they came into view
 * @param subjectsLeftOut further ones in this time
 * @param events by time
 * @param eventsLeftOut further ones, before them
 * @param picture how far the faces of this time reach into the camera frame, whose size no reading tells; left out if none
 *     says where it was
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Timeline(
        String stream,
        long from,
        long to,
        long heldFrom,
        long heldTo,
        List<Row> subjects,
        int subjectsLeftOut,
        List<Event> events,
        int eventsLeftOut,
        @Nullable Extent picture) {

    /** Pixels. */
    public record Extent(int width, int height) {}

    /**
     * One subject with one label set.
     *
     * @param box where its face was at its newest reading in this time that says so; left out if none does
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Row(
            String subject,
            List<String> labels,
            List<Point> points,
            @Nullable FaceOutline box) {}

    /**
     * One reading, or what several that are too near to each other to be drawn come to.
     *
     * @param at the end of the window of the last of them with a label, or else of the last
     * @param p the mean of their probabilities; left out if all abstained
     * @param readings how many
     * @param abstained how many of them
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Point(long at, String status, @Nullable List<Double> p, int readings, int abstained) {}

    /** What happened. */
    public enum Kind {
        /** The feed came into another state. */
        FEED,
        /** Another model reads. */
        MODEL,
        /** An overloaded job passed over cells. */
        OVERLOAD,
        /** A subject's readings abstained. */
        ABSTAINED,
        /** A subject that is there again had no readings. */
        GAP
    }

    /**
     * Something that happened.
     *
     * @param subject to whom; left out if to the whole stream
     * @param text what, or why; empty if there is nothing to say
     * @param readings how many tell of it; 0 if none do
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Event(
            Kind kind, long from, long to, @Nullable String subject, String text, int readings) {}
}
