package io.mien.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Curves over something that grows, as a picture in SVG.
 *
 * @param title above it
 * @param unit of the curves, beside each grid line
 * @param across what they are drawn over, below it
 * @param acrossPattern for {@link String#format} with a {@code double}: how a place on that axis is written
 * @param curves what is drawn
 * @param marks places with a line from top to bottom, such as when something happened
 */
record LineChart(
        String title, String unit, String across, String acrossPattern, List<Curve> curves, List<Double> marks) {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 320;
    private static final int LEFT = 60;
    private static final int BOTTOM = 40;
    private static final int TOP = 30;
    private static final int RIGHT = 20;
    private static final int GRID_LINES = 5;
    private static final List<String> COLOURS = List.of("#1565c0", "#c62828", "#2e7d32", "#6a1b9a", "#ef6c00");

    LineChart {
        curves = List.copyOf(curves);
        marks = List.copyOf(marks);
    }

    /** A place of a curve; a height that is not a number is not known, and leaves a gap. */
    record Point(double across, double height) {}

    /** A curve and its name. */
    record Curve(String name, List<Point> points) {
        Curve {
            points = List.copyOf(points);
        }
    }

    private DoubleStream heights() {
        return curves.stream()
                .flatMap(curve -> curve.points().stream())
                .mapToDouble(Point::height)
                .filter(Double::isFinite);
    }

    private double width() {
        return curves.stream()
                .flatMap(curve -> curve.points().stream())
                .mapToDouble(Point::across)
                .max()
                .orElse(1);
    }

    String svg() {
        double most = heights().max().orElse(1);
        double step = step(most / GRID_LINES);
        double top = step * Math.ceil(Math.max(most, 1) * 1.1 / step);
        double width = Math.max(width(), 1e-9);
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n"
                        + "<text x=\"%d\" y=\"18\" font-size=\"14\">%s</text>%n",
                WIDTH,
                HEIGHT,
                LEFT,
                title));
        for (double mark : marks) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<path d=\"M%.1f %dV%d\" stroke=\"#bbb\" stroke-dasharray=\"2 3\"/>%n",
                    x(mark, width),
                    TOP,
                    HEIGHT - BOTTOM));
        }
        for (double height = 0; height <= top; height += step) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%,.0f %s</text>%n",
                    LEFT,
                    y(height, top),
                    WIDTH - RIGHT,
                    LEFT - 6,
                    y(height, top) + 4,
                    height,
                    unit));
        }
        for (int part = 0; part <= GRID_LINES; part++) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
                    LEFT + (double) (WIDTH - LEFT - RIGHT) * part / GRID_LINES,
                    HEIGHT - BOTTOM + 18,
                    String.format(Locale.ROOT, acrossPattern, width * part / GRID_LINES)));
        }
        for (int number = 0; number < curves.size(); number++) {
            line(svg, curves.get(number), number, top, width);
        }
        return svg.append("<text x=\"")
                .append(WIDTH / 2)
                .append("\" y=\"")
                .append(HEIGHT - 6)
                .append("\" text-anchor=\"middle\">")
                .append(across)
                .append("</text>\n</svg>\n")
                .toString();
    }

    private static void line(StringBuilder svg, Curve curve, int number, double top, double width) {
        String colour = COLOURS.get(number % COLOURS.size());
        StringBuilder path = new StringBuilder();
        double last = 0;
        boolean gap = true;
        for (Point point : curve.points()) {
            if (!Double.isFinite(point.height())) {
                gap = true;
                continue;
            }
            path.append(String.format(
                    Locale.ROOT, "%s%.1f %.1f", gap ? "M" : "L", x(point.across(), width), y(point.height(), top)));
            gap = false;
            last = point.height();
        }
        svg.append(String.format(
                Locale.ROOT,
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>"
                        + "<text x=\"%d\" y=\"%.1f\" fill=\"%s\" text-anchor=\"end\">%s</text>%n",
                path,
                colour,
                WIDTH - RIGHT,
                y(last, top) - 8,
                colour,
                curve.name()));
    }

    private static double x(double across, double width) {
        return LEFT + (WIDTH - LEFT - RIGHT) * across / width;
    }

    private static double y(double height, double top) {
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - height / top);
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
