package io.mien.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** A picture of a process's memory over what it has done, as SVG. */
record MemoryCurve(List<MemorySample> samples) {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 320;
    private static final int LEFT = 60;
    private static final int BOTTOM = 40;
    private static final int TOP = 30;
    private static final int RIGHT = 20;
    private static final int GRID_LINES = 5;

    MemoryCurve {
        samples = List.copyOf(samples);
    }

    String svg(String title) {
        double most = samples.stream()
                .mapToDouble(sample -> Math.max(sample.heapMegabytes(), sample.nativeMegabytes()))
                .max()
                .orElse(1);
        double step = step(most / GRID_LINES);
        double top = step * Math.ceil(most * 1.1 / step);
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n"
                        + "<text x=\"%d\" y=\"18\" font-size=\"14\">%s</text>%n",
                WIDTH,
                HEIGHT,
                LEFT,
                title));
        for (double megabytes = 0; megabytes <= top; megabytes += step) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.0f MB</text>%n",
                    LEFT,
                    y(megabytes, top),
                    WIDTH - RIGHT,
                    LEFT - 6,
                    y(megabytes, top) + 4,
                    megabytes));
        }
        long windows = samples.isEmpty() ? 1 : samples.get(samples.size() - 1).windows();
        for (int part = 0; part <= GRID_LINES; part++) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%,d</text>%n",
                    LEFT + (double) (WIDTH - LEFT - RIGHT) * part / GRID_LINES,
                    HEIGHT - BOTTOM + 18,
                    windows * part / GRID_LINES));
        }
        line(svg, "#1565c0", "heap in use after a collection", MemorySample::heapMegabytes, top, windows);
        line(svg, "#c62828", "all outside the heap", MemorySample::nativeMegabytes, top, windows);
        return svg.append("<text x=\"")
                .append(WIDTH / 2)
                .append("\" y=\"")
                .append(HEIGHT - 6)
                .append("\" text-anchor=\"middle\">windows read</text>\n</svg>\n")
                .toString();
    }

    private void line(
            StringBuilder svg,
            String colour,
            String name,
            ToDoubleFunction<MemorySample> megabytes,
            double top,
            long windows) {
        String points = samples.stream()
                .map(sample -> String.format(
                        Locale.ROOT,
                        "%.1f,%.1f",
                        LEFT + (double) (WIDTH - LEFT - RIGHT) * sample.windows() / Math.max(1, windows),
                        y(megabytes.applyAsDouble(sample), top)))
                .collect(Collectors.joining(" "));
        double last = samples.isEmpty() ? 0 : megabytes.applyAsDouble(samples.get(samples.size() - 1));
        svg.append(String.format(
                Locale.ROOT,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>"
                        + "<text x=\"%d\" y=\"%.1f\" fill=\"%s\" text-anchor=\"end\">%s</text>%n",
                points,
                colour,
                WIDTH - RIGHT,
                y(last, top) - 8,
                colour,
                name));
    }

    private static double y(double megabytes, double top) {
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - megabytes / top);
    }

    /** 1, 2 or 5 times a power of ten. */
    private static double step(double atLeast) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(atLeast, 1))));
        for (int times : new int[] {1, 2, 5}) {
            if (times * power >= atLeast) {
                return times * power;
            }
        }
        return 10 * power;
    }
}
