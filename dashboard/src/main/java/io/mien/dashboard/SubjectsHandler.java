package io.mien.dashboard;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import java.util.regex.Pattern;

/** Answers with the subjects of one stream, or of all: what has changed since a revision that an answer named before. */
final class SubjectsHandler implements Handler {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    private final SharedState state;
    private final JsonMapper json;

    SubjectsHandler(SharedState state, JsonMapper json) {
        this.state = state;
        this.json = json;
    }

    @Override
    public void handle(Context context) throws Exception {
        String since = context.queryParam("since");
        if (since != null && !NUMBER.matcher(since).matches()) {
            context.status(HttpStatus.BAD_REQUEST)
                    .result("since: no revision (expected: the revision of an answer before, or nothing)");
            return;
        }
        SubjectsView view = state.subjects(context.queryParam("stream"), since == null ? 0 : Long.parseLong(since));
        context.contentType("application/json").result(json.writeValueAsBytes(view));
    }
}
