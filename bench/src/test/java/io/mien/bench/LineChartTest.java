package io.mien.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LineChartTest {
    @Test
    void whatIsNotKnownLeavesAGapInItsCurve() {
        String svg = new LineChart(
                        "Lag",
                        "MB",
                        "minutes",
                        "%.0f",
                        List.of(new LineChart.Curve(
                                "ingest",
                                List.of(
                                        new LineChart.Point(0, 10),
                                        new LineChart.Point(5, 20),
                                        new LineChart.Point(6, Double.NaN),
                                        new LineChart.Point(7, 20),
                                        new LineChart.Point(10, 50)))),
                        List.of(5.0))
                .svg();
        assertThat(svg).contains("d=\"M60.0 236.4L380.0 222.7M508.0 222.7L700.0 181.8\"");
        assertThat(svg)
                .contains("M380.0 30V280")
                .contains(">60 MB<")
                .contains(">ingest<")
                .doesNotContain("NaN");
    }

    @Test
    void aPictureOfNothingIsOneAllTheSame() {
        assertThat(new LineChart("Lag", "", "minutes", "%.0f", List.of(), List.of()).svg())
                .startsWith("<svg")
                .endsWith("</svg>\n")
                .doesNotContain("NaN");
    }
}
