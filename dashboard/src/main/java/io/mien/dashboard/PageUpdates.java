package io.mien.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.sse.SseClient;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps one open page up to date. It sends all of the overview first, then what has changed, at most five times a second,
 * or once a second where there are many streams, since nobody reads a hundred rows faster.
 * It sends once a second in any case: rates fall even when nothing comes, and each side has to notice when the other is
 * gone.
 *
 * <p>Nothing is queued for a page: its thread looks at the state when the last write is through. A slow browser gets
 * fewer and larger updates, one that reads no more is cut off by the server's idle timeout.
 */
final class PageUpdates implements Runnable {
    static final Duration SHORTEST_GAP = Duration.ofMillis(200);
    static final Duration LONGEST_GAP = Duration.ofSeconds(1);

    private static final int MANY_STREAMS = 50;

    private final SharedState state;
    private final String version;
    private final SseClient page;
    private final JsonMapper json;
    private final CountDownLatch closed;

    /**
     * @param version of the page that the server has
     * @param closed counted down when the dashboard closes
     */
    PageUpdates(SharedState state, String version, SseClient page, JsonMapper json, CountDownLatch closed) {
        this.state = state;
        this.version = version;
        this.page = page;
        this.json = json;
        this.closed = closed;
    }

    @Override
    public void run() {
        try (page) {
            OverviewView sent = send("snapshot", 0);
            while (!page.terminated() && !closed.await(gapAfter(sent).toMillis(), TimeUnit.MILLISECONDS)) {
                state.awaitChange(sent.revision(), LONGEST_GAP.minus(gapAfter(sent)));
                sent = send("update", sent.revision());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the state is not fit for JSON", e);
        }
    }

    private static Duration gapAfter(OverviewView sent) {
        return sent.present().size() > MANY_STREAMS ? LONGEST_GAP : SHORTEST_GAP;
    }

    private OverviewView send(String event, long since) throws JsonProcessingException {
        OverviewView view = state.overview(since, version);
        page.sendEvent(event, json.writeValueAsString(view));
        return view;
    }
}
