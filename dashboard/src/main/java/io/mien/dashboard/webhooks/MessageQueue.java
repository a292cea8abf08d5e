package io.mien.dashboard.webhooks;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Messages that wait: those of one alert in their order, and alerts past each other, so that one that is refused again
 * and again holds up no other. Not safe for use by many threads.
 */
final class MessageQueue {
    /** The messages of one alert. */
    private static final class Lane {
        private final Deque<Message> messages = new ArrayDeque<>();
        private Instant notBefore = Instant.MIN;
        private int failures;
    }

    private final int most;
    /** Whose turn it is comes first. */
    private final LinkedHashMap<String, Lane> lanes = new LinkedHashMap<>();

    private int size;

    /** @param most messages that may wait */
    MessageQueue(int most) {
        this.most = most;
    }

    /** @return whether the oldest message had to be given up for it */
    boolean add(Message message) {
        boolean full = size >= most;
        if (full) {
            dropOldest();
        }
        lanes.computeIfAbsent(message.order(), order -> new Lane()).messages.addLast(message);
        size++;
        return full;
    }

    private void dropOldest() {
        lanes.entrySet().stream()
                .min(Map.Entry.comparingByValue((one, other) -> one.messages
                        .getFirst()
                        .madeAt()
                        .compareTo(other.messages.getFirst().madeAt())))
                .map(Map.Entry::getKey)
                .ifPresent(this::removeFirst);
    }

    /** The next message that may be sent now; it stays in the queue. */
    Optional<Message> next(Instant now) {
        return lanes.values().stream()
                .filter(lane -> !lane.notBefore.isAfter(now))
                .findFirst()
                .map(lane -> lane.messages.getFirst());
    }

    /** How long until a message may be sent; empty if none waits. */
    Optional<Duration> untilNext(Instant now) {
        return lanes.values().stream()
                .map(lane -> lane.notBefore)
                .min(Instant::compareTo)
                .map(at -> at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO);
    }

    /** It is done with, one way or the other. Does nothing if it was dropped meanwhile. */
    void remove(Message message) {
        Lane lane = lanes.get(message.order());
        if (lane != null && lane.messages.getFirst().equals(message)) {
            removeFirst(message.order());
        }
    }

    private void removeFirst(String order) {
        Lane lane = lanes.remove(order);
        if (lane != null) {
            lane.messages.removeFirst();
            lane.failures = 0;
            lane.notBefore = Instant.MIN;
            size--;
            if (!lane.messages.isEmpty()) {
                // Behind the others, whose turn it is now.
                lanes.put(order, lane);
            }
        }
    }

    /** Failed attempts of the message so far, with this one. */
    int fail(Message message) {
        Lane lane = lanes.get(message.order());
        return lane == null ? 1 : ++lane.failures;
    }

    /** The message is to be tried again then; the others come first. */
    void postpone(Message message, Instant notBefore) {
        Lane lane = lanes.remove(message.order());
        if (lane != null) {
            lane.notBefore = notBefore;
            lanes.put(message.order(), lane);
        }
    }

    /** Gives up what was made before a time; how many that were. */
    int expire(Instant oldest) {
        List<String> orders = new ArrayList<>(lanes.keySet());
        int expired = 0;
        for (String order : orders) {
            Lane lane = lanes.get(order);
            while (lane != null && lane.messages.getFirst().madeAt().isBefore(oldest)) {
                removeFirst(order);
                expired++;
                lane = lanes.get(order);
            }
        }
        return expired;
    }

    int size() {
        return size;
    }
}
