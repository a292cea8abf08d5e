package io.mien.dashboard;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import io.javalin.http.sse.SseClient;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Answers with server-sent events whoever takes them: a browser, which asks for them by name, and a program that asks for
 * anything or says nothing. Javalin's own handler answers all but the first with an empty page and status 200, which
 * looks like a stream without events.
 */
final class EventsHandler implements Handler {
    private static final String EVENTS = "text/event-stream";
    private static final Pattern REFUSED = Pattern.compile("q=0(\\.0*)?");

    private final Consumer<SseClient> consumer;

    /** @param consumer gets each client that is there to stay */
    EventsHandler(Consumer<SseClient> consumer) {
        this.consumer = consumer;
    }

    @Override
    public void handle(Context context) throws Exception {
        String accepted = context.header(Header.ACCEPT);
        if (accepted != null && !accepted.isBlank() && !takesEvents(accepted)) {
            context.status(HttpStatus.NOT_ACCEPTABLE)
                    .result("Accept: " + accepted + " (expected: " + EVENTS + ", or a range with it, or none)");
            return;
        }
        context.res().setCharacterEncoding("UTF-8");
        context.res().setContentType(EVENTS);
        // Proxies that collect an answer before they pass it on would pass on nothing.
        context.header("X-Accel-Buffering", "no").header(Header.CONNECTION, "close");
        context.res().flushBuffer();
        context.async(settings -> settings.timeout = 0, () -> consumer.accept(new SseClient(context)));
    }

    /** By RFC 9110, 12.5.1: the most specific range decides. */
    private static boolean takesEvents(String accepted) {
        return Stream.of(EVENTS, "text/*", "*/*")
                .flatMap(range -> Stream.of(accepted.toLowerCase(Locale.ROOT).split(","))
                        .map(String::strip)
                        .filter(given -> given.split(";", 2)[0].strip().equals(range)))
                .findFirst()
                .filter(given -> Stream.of(given.split(";")).skip(1).noneMatch(EventsHandler::refuses))
                .isPresent();
    }

    private static boolean refuses(String parameter) {
        return REFUSED.matcher(parameter.replaceAll("\\s", "")).matches();
    }
}
