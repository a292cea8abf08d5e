package io.mien.evaluation;

import io.mien.models.ModelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;

/** A confusion matrix as a picture: a row a class, its recalls in per cent. Needs no screen. */
public final class ConfusionPicture {
    private static final int SIDE = 720;

    private ConfusionPicture() {}

    /**
     * Writes a PNG.
     *
     * @throws ModelException if it cannot be written there
     */
    public static void write(Confusion confusion, List<String> labels, Path file) {
        HeatMapChart chart = new HeatMapChartBuilder()
                .width(SIDE)
                .height(SIDE)
                .title("per cent of each label's clips")
                .xAxisTitle("read as")
                .yAxisTitle("label")
                .build();
        chart.getStyler().setShowValue(true).setHeatMapValueDecimalPattern("0").setLegendVisible(false);
        List<String> fromBelow = new ArrayList<>(labels);
        Collections.reverse(fromBelow); // the first label's row is the upper one, as in the papers
        List<Number[]> cells = new ArrayList<>();
        for (int label = 0; label < labels.size(); label++) {
            for (int predicted = 0; predicted < labels.size(); predicted++) {
                int clips = Math.max(1, confusion.clips(label));
                cells.add(new Number[] {
                    predicted, labels.size() - 1 - label, 100.0 * confusion.count(label, predicted) / clips
                });
            }
        }
        chart.addSeries("confusion", labels, fromBelow, cells);
        try {
            BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
        } catch (IOException e) {
            throw new ModelException("picture " + file + ": cannot be written: " + e, e);
        }
    }
}
