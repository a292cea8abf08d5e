package io.mien.cli.readings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What is shown of a face at a time of its film.
 *
 * @param start microseconds since the film's first picture, inclusive
 * @param end exclusive
 * @param what what is shown
 */
public record ShownWindow<T>(long start, long end, T what) {

    /**
     * Windows overlap, what is shown of one face must not: each is shown from the middle of its overlap with the one before to
     * the middle of that with the next, and none before the film begins.
     *
     * @param windows of one face, in any order
     */
    public static <T> List<ShownWindow<T>> oneAfterAnother(List<ShownWindow<T>> windows) {
        List<ShownWindow<T>> sorted = windows.stream()
                .sorted(Comparator.comparingLong(ShownWindow::start))
                .toList();
        List<ShownWindow<T>> shown = new ArrayList<>();
        long from = Long.MIN_VALUE;
        for (int i = 0; i < sorted.size(); i++) {
            ShownWindow<T> window = sorted.get(i);
            long next = i + 1 < sorted.size() ? sorted.get(i + 1).start() : Long.MAX_VALUE;
            long until = next < window.end() ? (next + window.end()) / 2 : window.end();
            long start = Math.max(0, Math.max(from, window.start()));
            if (until > start) {
                shown.add(new ShownWindow<>(start, until, window.what()));
            }
            from = until;
        }
        return shown;
    }
}
