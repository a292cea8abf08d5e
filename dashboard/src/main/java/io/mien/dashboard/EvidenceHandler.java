package io.mien.dashboard;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import io.mien.dashboard.evidence.NoEvidenceException;
import io.mien.dashboard.evidence.ReadingEvidence;
import io.mien.dashboard.history.ReadingPlace;
import org.jspecify.annotations.Nullable;

/**
 * Answers with the evidence of one reading: by its id, by its place in the topic, by both, or by stream, subject and the
 * end of its window.
 */
final class EvidenceHandler implements Handler {
    private static final String EXPECTED =
            "reading: not said which one (expected: ?id=ID, ?place=expressions/0/40, both,"
                    + " or ?stream=…&subject=…&window_end=MILLISECONDS)";

    private final ReadingEvidence evidence;

    EvidenceHandler(ReadingEvidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public void handle(Context context) {
        try {
            String json = json(
                    context.queryParam("id"),
                    context.queryParam("place"),
                    context.queryParam("stream"),
                    context.queryParam("subject"),
                    context.queryParam("window_end"));
            context.contentType("application/json").result(json);
        } catch (IllegalArgumentException e) {
            context.status(HttpStatus.BAD_REQUEST).result(String.valueOf(e.getMessage()));
        } catch (NoEvidenceException e) {
            context.status(
                            switch (e.reason()) {
                                case GONE -> HttpStatus.NOT_FOUND;
                                case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
                            })
                    .result(String.valueOf(e.getMessage()));
        }
    }

    private String json(
            @Nullable String id,
            @Nullable String place,
            @Nullable String stream,
            @Nullable String subject,
            @Nullable String windowEnd)
            throws NoEvidenceException {
        if (place != null) {
            ReadingPlace known = ReadingPlace.parse(place)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "place: " + place + " (expected: " + new ReadingPlace(0, 40) + " or such)"));
            return (id == null ? evidence.at(known) : evidence.ofReading(id, known)).toPrettyString();
        }
        if (id != null) {
            return evidence.ofReading(id).toPrettyString();
        }
        if (stream == null || subject == null || windowEnd == null) {
            throw new IllegalArgumentException(EXPECTED);
        }
        return evidence.of(stream, subject, millis(windowEnd)).toPrettyString();
    }

    private static long millis(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "window_end: " + text + " (expected: milliseconds since 1970, as the page has them)", e);
        }
    }
}
