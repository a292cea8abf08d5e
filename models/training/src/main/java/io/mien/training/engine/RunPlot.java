package io.mien.training.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws loss and recall over the epochs, one below the other. It needs no screen. */
final class RunPlot {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 360;

    private RunPlot() {}

    static void write(List<EpochResult> epochs, Path file) throws IOException {
        XYChart loss = chart("Loss", epochs);
        add(loss, "training", epochs, EpochResult::loss);
        XYChart recall = chart("Unweighted average recall", epochs);
        add(recall, "training", epochs, EpochResult::trainingUar);
        add(recall, "validation", epochs, EpochResult::validationUar);
        recall.getStyler().setYAxisMin(0.0).setYAxisMax(1.0);
        BitmapEncoder.saveBitmap(List.of(loss, recall), 2, 1, file.toString(), BitmapEncoder.BitmapFormat.PNG);
    }

    private static XYChart chart(String title, List<EpochResult> epochs) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("epoch")
                .build();
        chart.getStyler()
                .setXAxisMin(1.0)
                .setXAxisMax((double) Math.max(2, epochs.size()))
                .setLegendPosition(LegendPosition.InsideSE);
        return chart;
    }

    /** One line for each stage, drawn where it has numbers. */
    private static void add(
            XYChart chart, String kind, List<EpochResult> epochs, Function<EpochResult, @Nullable Double> value) {
        List<String> stages = epochs.stream().map(EpochResult::stage).distinct().toList();
        for (String stage : stages) {
            List<Double> x = new ArrayList<>();
            List<Double> y = new ArrayList<>();
            for (int i = 0; i < epochs.size(); i++) {
                Double number = epochs.get(i).stage().equals(stage) ? value.apply(epochs.get(i)) : null;
                if (number != null && !number.isNaN()) {
                    x.add(i + 1.0);
                    y.add(number);
                }
            }
            if (!x.isEmpty()) {
                chart.addSeries(stage + ", " + kind, x, y).setMarker(SeriesMarkers.NONE);
            }
        }
    }
}
