package io.likes.benchmarks;

import io.likes.benchmarks.subject.Subject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page: a text with marks, {@code {{name arguments}}}, in the place of which the numbers of a
 * run are put, and plots.
 */
final class Page {
  private static final String TEXT = "performance.md";
  private static final String FOLDER = "performance";
  private static final Pattern MARK = Pattern.compile("\\{\\{([^\\s}]+) ?([^}]*)\\}\\}");
  private static final List<String> MIXES = List.of("b", "c", "d", "e", "f");

  private final Results results;

  Page(Results results) {
    this.results = results;
  }

  void write(Path page) throws IOException {
    Path folder = page.resolveSibling(FOLDER);
    Files.createDirectories(folder);
    Plots plots = new Plots(folder);
    draw(plots);
    Files.writeString(page, fill(text(), plots));
  }

  private static String text() throws IOException {
    try (InputStream text = Objects.requireNonNull(Page.class.getResourceAsStream(TEXT))) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String fill(String text, Plots plots) {
    Matcher mark = MARK.matcher(text);
    return mark.replaceAll(
        match ->
            Matcher.quoteReplacement(put(match.group(1), match.group(2), plots).stripTrailing()));
  }

  private String put(String name, String arguments, Plots plots) {
    return switch (name) {
      case "machine" -> Table.of(machine());
      case "versions" -> list(results.versions());
      case "left-out" ->
          results.leftOut().isEmpty() ? "Nothing was left out." : list(results.leftOut());
      case "subjects" ->
          list(
              Subject.all().stream()
                  .map(subject -> "**" + subject.name() + "**: " + subject.description() + ".")
                  .toList());
      case "targets" -> Table.of(Targets.all(), results);
      case "peers-ahead" -> Table.peersAhead(results, List.of(arguments.split(", ", -1)));
      case "title" -> title(arguments);
      case "table" -> table(arguments);
      case "plot" ->
          plots.drew(arguments) ? "![" + arguments + "](" + FOLDER + "/" + arguments + ".svg)" : "";
      default -> throw new IllegalArgumentException("no such mark: " + name);
    };
  }

  private Map<String, String> machine() {
    Map<String, String> all = new LinkedHashMap<>(results.machine());
    all.putAll(results.mode());
    return all;
  }

  private static String list(List<String> lines) {
    return String.join("\n", lines.stream().map(line -> "- " + line).toList());
  }

  private static String title(String id) {
    return Scenario.all("").stream()
        .filter(scenario -> scenario.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such scenario: " + id))
        .title();
  }

  /** Returns the table of a scenario and a metric, for example {@code a throughput}. */
  private String table(String arguments) {
    String[] words = arguments.split(" ", 2);
    return switch (words[0]) {
      case "mixes" -> Table.of(mixes(), words[1]);
      case "costs" -> Table.of(costs(), words[1]);
      default -> Table.of(results.of(words[0]), words[1]);
    };
  }

  /** Returns the mixes as if they were one scenario whose parameter is the letter. */
  private List<Measurement> mixes() {
    List<Measurement> mixes = new ArrayList<>();
    for (String id : MIXES) {
      for (Measurement m : results.of(id)) {
        mixes.add(
            new Measurement(
                "mixes", m.subject(), id, m.metric(), m.unit(), m.better(), m.values()));
      }
    }
    return mixes;
  }

  /** Returns the cost model with its operations as subjects, of which there are more. */
  private List<Measurement> costs() {
    List<Measurement> costs = new ArrayList<>();
    for (Measurement m : results.of(CostModel.ID)) {
      String operation = m.parameter();
      String store = m.subject();
      costs.add(
          new Measurement(
              m.scenario(), operation, store, m.metric(), m.unit(), m.better(), m.values()));
    }
    return costs;
  }

  private void draw(Plots plots) throws IOException {
    plots.lines(
        "hot-key",
        "(a) Likes a second of one content",
        "threads",
        "likes/s",
        metric(results.of(HotKey.ID), "throughput"),
        m -> Integer.parseInt(m.parameter().split(" ", 2)[0]));
    plots.dots("mixes", "(b) to (f) Calls a second", "calls/s", metric(mixes(), "throughput"));
    plots.dots("feed", "(g) Feed pages a second", "pages/s", metric(results.of("g"), "throughput"));
    for (String operation : List.of("like", "count")) {
      plots.lines(
          "growth-" + operation,
          "(h) Time of a " + operation + " as one content grows, median",
          "likes of the content",
          "microseconds",
          metric(results.of("h"), operation + " p50"),
          m -> Math.pow(10, Integer.parseInt(m.parameter().substring("10^".length()))));
    }
    plots.lines(
        "peak",
        "(i) Latency at the peak, 35,000 likes/s and 350,000 counts/s",
        "1 / share of slower calls",
        "milliseconds",
        peak(),
        m -> 1 / (1 - Double.parseDouble(m.parameter()) / 100));
    plots.dots("weight", "(j) Bytes per like", "bytes", metric(results.of("j"), "bytes per like"));
  }

  private static List<Measurement> metric(List<Measurement> measurements, String metric) {
    return measurements.stream().filter(m -> m.metric().equals(metric)).toList();
  }

  /** Returns percentiles as parameters, and each operation as a subject of its own. */
  private List<Measurement> peak() {
    List<Measurement> curve = new ArrayList<>();
    for (Measurement m : results.of("i")) {
      for (double percentile : Peak.PERCENTILES) {
        if (percentile < 100 && m.metric().equals(Peak.metric(percentile))) {
          curve.add(
              new Measurement(
                  "i",
                  m.subject() + " " + m.parameter(),
                  Double.toString(percentile),
                  "latency",
                  m.unit(),
                  m.better(),
                  m.values()));
        }
      }
    }
    return curve;
  }
}
