package io.mien.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.sse.SseClient;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps one open page up to date. It sends all of the state first, then what has changed, at most five times a second.
 * It sends once a second in any case: rates fall even when nothing comes, and each side has to notice when the other is
 * gone.
 *
 * <p>Nothing is queued for a page: its thread looks at the state when the last write is through. A slow browser gets
 * fewer and larger updates, one that reads no more is cut off by the server's idle timeout.
 */
final class PageUpdates implements Runnable {
    static final Duration SHORTEST_GAP = Duration.ofMillis(200);
    static final Duration LONGEST_GAP = Duration.ofSeconds(1);

    private final SharedState state;
    private final SseClient page;
    private final JsonMapper json;
    private final CountDownLatch closed;

    /** @param closed counted down when the dashboard closes */
    PageUpdates(SharedState state, SseClient page, JsonMapper json, CountDownLatch closed) {
        this.state = state;
        this.page = page;
        this.json = json;
        this.closed = closed;
    }

    @Override
    public void run() {
        try (page) {
            long sent = send("snapshot", 0);
            while (!page.terminated() && !closed.await(SHORTEST_GAP.toMillis(), TimeUnit.MILLISECONDS)) {
                state.awaitChange(sent, LONGEST_GAP.minus(SHORTEST_GAP));
                sent = send("update", sent);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the state is not fit for JSON", e);
        }
    }

    private long send(String event, long since) throws JsonProcessingException {
        StateView view = state.view(since);
        page.sendEvent(event, json.writeValueAsString(view));
        return view.revision();
    }
}
