package io.likes.benchmarks;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Plots of the page, as SVG on a white sheet of their own, so that they read the same on a dark
 * page.
 */
final class Plots {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 480;
  private static final double SMALLEST = 1e-6;
  private static final String FONT = Font.SANS_SERIF;
  // Distinguishable for people who do not see colours as most do (Okabe and Ito); dark enough on
  // white.
  private static final Color[] COLORS = {
    new Color(0x0072B2),
    new Color(0xD55E00),
    new Color(0x009E73),
    new Color(0xCC79A7),
    new Color(0x8C6D00),
    new Color(0x56B4E9),
    new Color(0x444444),
    new Color(0x7B3294)
  };

  private final Path folder;
  private final Set<String> drawn = new HashSet<>();

  Plots(Path folder) {
    this.folder = folder;
  }

  /** Returns whether there was anything to draw under that name. */
  boolean drew(String name) {
    return drawn.contains(name);
  }

  /** Draws lines over numeric parameters, both axes logarithmic. */
  void lines(
      String name,
      String title,
      String x,
      String y,
      List<Measurement> measurements,
      ToDoubleFunction<Measurement> position)
      throws IOException {
    if (measurements.isEmpty()) {
      return;
    }
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    style(chart.getStyler(), measurements);
    chart.getStyler().setXAxisLogarithmic(true);
    int number = 0;
    for (Map.Entry<String, List<Measurement>> subject : bySubject(measurements).entrySet()) {
      XYSeries series =
          chart.addSeries(
              subject.getKey(),
              subject.getValue().stream().mapToDouble(position).toArray(),
              subject.getValue().stream().mapToDouble(Measurement::median).toArray());
      series.setMarkerColor(color(number));
      // A colour comes again with dashes.
      series.setLineStyle(number < COLORS.length ? SeriesLines.SOLID : SeriesLines.DASH_DASH);
      series.setLineColor(color(number));
      series.setMarker(SeriesMarkers.CIRCLE);
      number++;
    }
    write(chart, name);
  }

  /** Draws a dot for each subject and parameter, over a logarithmic axis. */
  void dots(String name, String title, String y, List<Measurement> measurements)
      throws IOException {
    if (measurements.isEmpty()) {
      return;
    }
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT + 100)
            .title(title)
            .yAxisTitle(y)
            .build();
    style(chart.getStyler(), measurements);
    chart.getStyler().setDefaultSeriesRenderStyle(CategorySeriesRenderStyle.Scatter);
    chart.getStyler().setXAxisLabelRotation(30);
    chart.getStyler().setMarkerSize(9);
    List<String> subjects = measurements.stream().map(Measurement::subject).distinct().toList();
    Map<String, Map<String, Double>> series = new LinkedHashMap<>();
    for (Measurement measurement : measurements) {
      series
          .computeIfAbsent(measurement.parameter(), parameter -> new LinkedHashMap<>())
          .put(measurement.subject(), measurement.median());
    }
    int number = 0;
    for (Map.Entry<String, Map<String, Double>> one : series.entrySet()) {
      List<Double> values = new ArrayList<>();
      // Where nothing was measured there is no dot.
      subjects.forEach(subject -> values.add(one.getValue().getOrDefault(subject, Double.NaN)));
      CategorySeries dots = chart.addSeries(one.getKey(), subjects, values);
      dots.setMarkerColor(color(number++));
      dots.setMarker(SeriesMarkers.CIRCLE);
    }
    write(chart, name);
  }

  private static Map<String, List<Measurement>> bySubject(List<Measurement> measurements) {
    Map<String, List<Measurement>> subjects = new LinkedHashMap<>();
    for (Measurement measurement : measurements) {
      subjects.computeIfAbsent(measurement.subject(), name -> new ArrayList<>()).add(measurement);
    }
    return subjects;
  }

  private static double decade(OptionalDouble value, boolean up) {
    double exponent = Math.log10(Math.max(value.orElseThrow(), SMALLEST));
    return Math.pow(10, up ? Math.floor(exponent) + 1 : Math.floor(exponent));
  }

  private static Color color(int number) {
    return COLORS[number % COLORS.length];
  }

  private static void style(AxesChartStyler styler, List<Measurement> measurements) {
    styler.setYAxisLogarithmic(true);
    // Whole decades, so that the axis has labels however small the range is.
    styler.setYAxisMin(decade(measurements.stream().mapToDouble(Measurement::median).min(), false));
    styler.setYAxisMax(decade(measurements.stream().mapToDouble(Measurement::median).max(), true));
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(new Color(0xDDDDDD));
    styler.setChartFontColor(new Color(0x222222));
    styler.setLegendPosition(LegendPosition.OutsideE);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setChartTitleFont(new Font(FONT, Font.BOLD, 15));
    styler.setLegendFont(new Font(FONT, Font.PLAIN, 12));
    styler.setAxisTitleFont(new Font(FONT, Font.PLAIN, 13));
    styler.setAxisTickLabelsFont(new Font(FONT, Font.PLAIN, 12));
  }

  private void write(Chart<?, ?> chart, String name) throws IOException {
    drawn.add(name);
    VectorGraphicsEncoder.saveVectorGraphic(
        chart, folder.resolve(name).toString(), VectorGraphicsFormat.SVG);
  }
}
