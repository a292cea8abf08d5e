package io.mien.dashboard.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Makes one attempt to send a message. Used by one thread. */
final class WebhookDelivery {
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;
    private static final int FIRST_SUCCESS = 200;
    private static final int FIRST_REDIRECT = 300;
    private static final int FIRST_CLIENT_ERROR = 400;
    private static final int FIRST_SERVER_ERROR = 500;

    private final WebhookSettings settings;
    private final InstantSource clock;
    /** A redirect is not followed: the message would go where nobody has asked for it. */
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_WITHIN)
            .build();

    WebhookDelivery(WebhookSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    DeliveryResult attempt(Message message) throws InterruptedException {
        long seconds = clock.instant().getEpochSecond();
        byte[] body = message.body().getBytes(UTF_8);
        HttpRequest request = HttpRequest.newBuilder(settings.address())
                .header("content-type", "application/json")
                .header("user-agent", "mien-dashboard")
                .header("webhook-id", message.id())
                .header("webhook-timestamp", Long.toString(seconds))
                .header("webhook-signature", settings.secret().signature(message.id(), seconds, body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        // Not the request's own timeout, which ends with the headers: a body may come drop by drop.
        CompletableFuture<HttpResponse<Void>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            return result(answer.get(settings.answerWithin().toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            answer.cancel(true);
            return new DeliveryResult.Failed("no answer within " + settings.answerWithin(), true, null);
        } catch (ExecutionException e) {
            return new DeliveryResult.Failed(reason(e.getCause()), true, null);
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw e;
        }
    }

    private DeliveryResult result(HttpResponse<Void> answer) {
        int status = answer.statusCode();
        if (status >= FIRST_SUCCESS && status < FIRST_REDIRECT) {
            return new DeliveryResult.Delivered();
        }
        String problem = "answered with status " + status;
        if (status == TOO_MANY_REQUESTS || status == UNAVAILABLE) {
            @Nullable
            Duration wait =
                    RetryAfter.of(answer.headers().firstValue("retry-after").orElse(null), clock.instant());
            return new DeliveryResult.Failed(problem, true, wait);
        }
        if (status >= FIRST_SERVER_ERROR) {
            return new DeliveryResult.Failed(problem, false, null);
        }
        return new DeliveryResult.Refused(
                status >= FIRST_CLIENT_ERROR ? problem : problem + " (expected: 2xx; redirects are not followed)");
    }

    /** Without the address, whose path may be a secret. */
    private static String reason(@Nullable Throwable cause) {
        if (cause instanceof ConnectException) {
            return "nobody answers at its address";
        }
        if (cause instanceof IOException && cause.getMessage() != null) {
            return "connection failed: " + cause.getMessage();
        }
        return "connection failed: "
                + (cause == null ? "unknown" : cause.getClass().getSimpleName());
    }
}
