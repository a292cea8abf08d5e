package io.mien.cli.metrics;

/**
 * Says whether a process is well.
 *
 * @param live false if only a new start can help
 * @param ready whether it does its work now; a process that waits for Kafka to come back is live and not ready
 * @param state in a word or a sentence, for people
 */
public record Health(boolean live, boolean ready, String state) {
    /** All is well. */
    public static Health ready(String state) {
        return new Health(true, true, state);
    }

    /** It will be well by itself. */
    public static Health waiting(String state) {
        return new Health(true, false, state);
    }

    /** It will not be well by itself. */
    public static Health failed(String state) {
        return new Health(false, false, state);
    }
}
