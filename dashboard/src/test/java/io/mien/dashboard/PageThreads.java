package io.mien.dashboard;

import java.util.stream.Stream;

/** The threads that keep pages up to date. */
final class PageThreads {
    private PageThreads() {}

    /** Those that are there; some of them may wait for the next page. */
    static long all() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("dashboard-page"))
                .count();
    }

    /** Those that have a page. */
    static long busy() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().equals("dashboard-page"))
                .filter(thread -> Stream.of(thread.getValue())
                        .anyMatch(frame -> frame.getClassName().equals(PageUpdates.class.getName())))
                .count();
    }
}
