package io.mien.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** A picture of a process's memory over what it has done, as SVG. */
record MemoryCurve(List<MemorySample> samples) {
    MemoryCurve {
        samples = List.copyOf(samples);
    }

    String svg(String title) {
        return new LineChart(
                        title,
                        "MB",
                        "windows read",
                        "%,.0f",
                        List.of(
                                curve("heap in use after a collection", MemorySample::heapMegabytes),
                                curve("all outside the heap", MemorySample::nativeMegabytes)),
                        List.of())
                .svg();
    }

    private LineChart.Curve curve(String name, ToDoubleFunction<MemorySample> megabytes) {
        return new LineChart.Curve(
                name,
                samples.stream()
                        .map(sample -> new LineChart.Point(sample.windows(), megabytes.applyAsDouble(sample)))
                        .toList());
    }
}
