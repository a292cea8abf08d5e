package io.mien.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The memory of this process at one moment; Linux only.
 *
 * @param windows read until then
 * @param seconds since the start
 * @param heapBytes in use after a collection of all garbage
 * @param committedBytes of the heap
 * @param residentBytes of the whole process
 */
record MemorySample(long windows, double seconds, long heapBytes, long committedBytes, long residentBytes) {
    static final String HEADER = "windows,seconds,heap_mb,committed_heap_mb,resident_mb,native_mb";
    private static final double MEGA = 1e6;

    static MemorySample take(long windows, double seconds) throws IOException {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        // As the collection left it: on a busy machine much is made before the next line.
        long used = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                .mapToLong(pool -> pool.getCollectionUsage().getUsed())
                .sum();
        return new MemorySample(
                windows, seconds, used, memory.getHeapMemoryUsage().getCommitted(), resident("self"));
    }

    /**
     * The bytes that a process has in memory; Linux only.
     *
     * @param process its number, or {@code self}
     */
    static long resident(String process) throws IOException {
        Path status = Path.of("/proc", process, "status");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(status + ": no VmRSS"));
    }

    double heapMegabytes() {
        return heapBytes / MEGA;
    }

    /** All but the heap, if the heap is resident as a whole ({@code -XX:+AlwaysPreTouch}). */
    double nativeMegabytes() {
        return (residentBytes - committedBytes) / MEGA;
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%d,%.0f,%.1f,%.1f,%.1f,%.1f",
                windows,
                seconds,
                heapMegabytes(),
                committedBytes / MEGA,
                residentBytes / MEGA,
                nativeMegabytes());
    }
}
