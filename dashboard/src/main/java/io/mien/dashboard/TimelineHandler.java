package io.mien.dashboard;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import io.mien.dashboard.history.Timeline;
import io.mien.dashboard.history.Timelines;
import org.jspecify.annotations.Nullable;

/** Answers with what is held of one stream: its newest, or what lies between two times. */
final class TimelineHandler implements Handler {
    private static final String EXPECTED =
            "stream: not said which and when (expected: ?id=STREAM&span=MILLISECONDS, or ?id=STREAM&from=…&to=…,"
                    + " milliseconds since 1970 and not more than 31 days)";
    private static final long LONGEST = 31L * 24 * 3_600_000;

    /** Beyond it JavaScript has no milliseconds. */
    private static final long LATEST = 1L << 53;

    private final Timelines timelines;
    private final JsonMapper json = new JsonMapper();

    TimelineHandler(Timelines timelines) {
        this.timelines = timelines;
    }

    @Override
    public void handle(Context context) throws Exception {
        String stream = context.queryParam("id");
        Long span = number(context.queryParam("span"));
        Long from = number(context.queryParam("from"));
        Long to = number(context.queryParam("to"));
        Timeline timeline = null;
        if (stream != null && span != null && span > 0 && span <= LONGEST) {
            timeline = timelines.newest(stream, span);
        } else if (stream != null
                && from != null
                && to != null
                && -LATEST < from
                && from < to
                && to < LATEST
                && to - from <= LONGEST) {
            timeline = timelines.between(stream, from, to);
        }
        if (timeline == null) {
            context.status(HttpStatus.BAD_REQUEST).result(EXPECTED);
            return;
        }
        context.contentType("application/json").result(json.writeValueAsBytes(timeline));
    }

    private static @Nullable Long number(@Nullable String text) {
        try {
            return text == null ? null : Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
