package io.mien.ingest.sources;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.Pointer;

/**
 * Ends FFmpeg's calls on one connection that take too long, or that nobody wants any more. FFmpeg asks every tenth of a
 * second or so while it waits.
 *
 * <p>Threads: one reads; {@link #stop()} from any.
 */
final class Interruption implements AutoCloseable {
    private static final Map<Long, Interruption> ALL = new ConcurrentHashMap<>();
    private static final AtomicLong NUMBERS = new AtomicLong();

    /** One for all: JavaCPP has room for ten callbacks of a type. FFmpeg hands back the connection's number. */
    private static final Callback CALLBACK = new Callback();

    /** Called by FFmpeg, on any of its threads. */
    private static final class Callback extends AVIOInterruptCB.Callback_Pointer {
        @Override
        public int call(Pointer number) {
            Interruption connection = number == null ? null : ALL.get(number.address());
            return connection != null && connection.interrupts() ? 1 : 0;
        }
    }

    /** A number that passes for an address. */
    private static final class NumberPointer extends Pointer {
        NumberPointer(long number) {
            address = number;
        }
    }

    private final long number = NUMBERS.incrementAndGet();
    private volatile long deadline = System.nanoTime() + Duration.ofDays(1).toNanos();
    private volatile boolean stopped;
    private volatile boolean closing;
    private volatile boolean fired;

    Interruption() {
        ALL.put(number, this);
    }

    /** By which FFmpeg's callbacks know the connection. */
    long number() {
        return number;
    }

    /** Makes a context ask here. */
    void watch(AVFormatContext format) {
        format.interrupt_callback().callback(CALLBACK).opaque(new NumberPointer(number));
    }

    private boolean interrupts() {
        if ((stopped && !closing) || System.nanoTime() - deadline > 0) {
            fired = true;
            return true;
        }
        return false;
    }

    /** What comes next may take so long. */
    void allow(Duration time) {
        deadline = System.nanoTime() + time.toNanos();
    }

    /** Good manners, such as RTSP's farewell, may take so long, even after {@link #stop()}. */
    void allowFarewell(Duration time) {
        closing = true;
        allow(time);
    }

    /** Whether a call was ended: what it gives out afterwards is old. */
    boolean hasFired() {
        return fired;
    }

    boolean isStopped() {
        return stopped;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void close() {
        ALL.remove(number);
    }
}
