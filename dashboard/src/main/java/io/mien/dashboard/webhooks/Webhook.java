package io.mien.dashboard.webhooks;

import io.mien.dashboard.alerts.AlertEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends alerts' events to one receiver, on a thread of its own: each at least once while this process lives, those of one
 * alert in their order. What fails is tried again after growing pauses; what the receiver refuses, what is too old, and
 * what is too much is given up and counted.
 *
 * <p>Threads: all methods may be called by several threads at once.
 */
public final class Webhook implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Webhook.class);
    static final int MOST_WAITING = 1_000;
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    /** What is on its way when the dashboard stops may still arrive. */
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

    private final WebhookSettings settings;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final WebhookDelivery delivery;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final MessageQueue queue = new MessageQueue(MOST_WAITING);
    private Instant pausedUntil = Instant.MIN;
    private int failuresInARow;
    private boolean closed;
    private long delivered;
    private long failedAttempts;
    private long refused;
    private long expired;
    private long overflowed;
    private @Nullable String problem;

    private Webhook(WebhookSettings settings, InstantSource clock, RandomGenerator random) {
        this.settings = settings;
        this.clock = clock;
        this.random = random;
        this.delivery = new WebhookDelivery(settings, clock);
        this.thread = new Thread(this::run, "webhook-" + settings.name());
        thread.setDaemon(true);
        thread.start();
    }

    /** Begins at once. */
    public static Webhook start(WebhookSettings settings, InstantSource clock, RandomGenerator random) {
        return new Webhook(settings, clock, random);
    }

    /** Takes an event to be sent, if it is of a rule whose alerts are; does not wait. */
    public void send(AlertEvent event) {
        if (!settings.rules().isEmpty()
                && !settings.rules().contains(event.alert().rule())) {
            return;
        }
        Instant now = clock.instant();
        Message message = new Message(event.id(), event.alert().id(), now, MessageBody.of(event, now));
        lock.lock();
        try {
            if (queue.add(message)) {
                overflowed++;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What became of its messages. */
    public WebhookCounts counts() {
        lock.lock();
        try {
            return new WebhookCounts(
                    settings.name(), delivered, failedAttempts, refused, expired, overflowed, queue.size(), problem);
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            for (Message message = awaitNext(); message != null; message = awaitNext()) {
                took(message, delivery.attempt(message));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Null when it is closed. */
    private @Nullable Message awaitNext() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                Instant now = clock.instant();
                expired += queue.expire(now.minus(settings.pauses().giveUpAfter()));
                Optional<Message> next = pausedUntil.isAfter(now) ? Optional.empty() : queue.next(now);
                if (next.isPresent()) {
                    return next.get();
                }
                // Whatever comes first: it has to look again in any case.
                changed.awaitNanos(pause(now).toNanos());
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private Duration pause(Instant now) {
        Duration all = pausedUntil.isAfter(now) ? Duration.between(now, pausedUntil) : Duration.ZERO;
        Duration next = queue.untilNext(now).orElse(LONGEST_PAUSE);
        return all.compareTo(next) > 0 ? all : next;
    }

    private void took(Message message, DeliveryResult result) {
        lock.lock();
        try {
            if (result instanceof DeliveryResult.Failed failed) {
                fail(message, failed);
                return;
            }
            queue.remove(message);
            failuresInARow = 0;
            if (result instanceof DeliveryResult.Refused refusal) {
                refused++;
                problem = refusal.problem();
                log.warn("alert given up webhook={} message={}: {}", settings.name(), message.id(), problem);
            } else {
                delivered++;
                if (problem != null) {
                    log.info("webhook answers again webhook={} waiting={}", settings.name(), queue.size());
                }
                problem = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private void fail(Message message, DeliveryResult.Failed failed) {
        if (problem == null) {
            log.warn("webhook failed, trying again webhook={}: {}", settings.name(), failed.problem());
        }
        failedAttempts++;
        problem = failed.problem();
        Instant now = clock.instant();
        Duration pause = settings.pauses().after(queue.fail(message), random);
        Duration asked = failed.askedFor();
        queue.postpone(message, now.plus(asked != null && asked.compareTo(pause) > 0 ? asked : pause));
        if (failed.everyMessage()) {
            failuresInARow++;
            Duration all = settings.pauses().after(failuresInARow, random);
            pausedUntil = now.plus(asked != null && asked.compareTo(all) > 0 ? asked : all);
        }
    }

    /** What waits is lost, and said so. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(CLOSE_WITHIN.toMillis());
            thread.interrupt();
            thread.join(CLOSE_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        int waiting = counts().waiting();
        if (waiting > 0) {
            log.warn("alerts not sent webhook={} messages={}", settings.name(), waiting);
        }
    }
}
