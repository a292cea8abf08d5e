package io.mien.broker;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps Kafka from ending the JVM. A broker that cannot go on, above all one whose disk is full, calls {@code
 * Runtime.halt}: without a word, without a shutdown hook. In a JVM that it shares with other parts, the broker must not
 * decide that. Kafka has one such procedure for the whole JVM. Safe for use by many threads.
 */
final class KafkaExit {
    private static final Logger log = LoggerFactory.getLogger(KafkaExit.class);
    private static final AtomicReference<@Nullable String> FIRST = new AtomicReference<>();

    private KafkaExit() {}

    /** From now on each attempt of Kafka's to end the JVM is noted here; an earlier one is forgotten. */
    static void intercept() {
        FIRST.set(null);
        Exit.setHaltProcedure(KafkaExit::note);
        Exit.setExitProcedure(KafkaExit::note);
    }

    private static void note(int status, @Nullable String message) {
        String wish = message == null ? "status " + status : message;
        log.info("Kafka gives up: {}", wish);
        FIRST.compareAndSet(null, wish);
        // Its callers do not expect to go on after this.
        throw new IllegalStateException("Kafka gives up: " + wish);
    }

    /** The first attempt that was noted. */
    static Optional<String> wish() {
        return Optional.ofNullable(FIRST.get());
    }
}
