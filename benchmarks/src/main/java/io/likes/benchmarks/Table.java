package io.likes.benchmarks;

import io.likes.benchmarks.Measurement.Better;
import io.likes.benchmarks.subject.Subject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tables of the page, in Markdown. */
final class Table {
  private final StringBuilder markdown = new StringBuilder();

  private Table(List<String> header) {
    row(header);
    row(header.stream().map(cell -> "---").toList());
  }

  /** Returns a table of one metric: subjects down, parameters across. */
  static String of(List<Measurement> measurements, String metric) {
    List<Measurement> chosen =
        measurements.stream().filter(m -> m.metric().equals(metric)).toList();
    if (chosen.isEmpty()) {
      return "Not measured in this run.\n";
    }
    Map<String, Measurement> byKey =
        chosen.stream().collect(Collectors.toMap(Measurement::key, m -> m));
    List<String> parameters = chosen.stream().map(Measurement::parameter).distinct().toList();
    String unit = chosen.get(0).unit();
    List<String> header = new ArrayList<>();
    header.add(unit.isEmpty() ? metric : metric + ", " + unit);
    header.addAll(parameters);
    Table table = new Table(header);
    for (String subject : chosen.stream().map(Measurement::subject).distinct().toList()) {
      List<String> row = new ArrayList<>();
      row.add(subject);
      for (String parameter : parameters) {
        String key =
            new Measurement(
                    chosen.get(0).scenario(),
                    subject,
                    parameter,
                    metric,
                    unit,
                    chosen.get(0).better(),
                    List.of(0.0))
                .key();
        row.add(Optional.ofNullable(byKey.get(key)).map(Table::cell).orElse(""));
      }
      table.row(row);
    }
    return table.markdown.toString();
  }

  /** Returns a table of names and values. */
  static String of(Map<String, String> values) {
    Table table = new Table(List.of("", ""));
    values.forEach((name, value) -> table.row(List.of(name, value)));
    return table.markdown.toString();
  }

  /** Returns the targets, each beside what was measured. */
  static String of(List<Targets.Target> targets, Results results) {
    Table table = new Table(List.of("issue", "what", "target", "measured", ""));
    for (Targets.Target target : targets) {
      Optional<Double> value = target.measured().apply(results);
      table.row(
          List.of(
              Integer.toString(target.issue()),
              target.what(),
              target.wanted(),
              value.map(v -> Numbers.shortened(v) + target.unit()).orElse("not in this run"),
              value.map(v -> target.held(v) ? "holds" : "**missed**").orElse("")));
    }
    return table.markdown.toString();
  }

  /**
   * Returns where a peer is better than the library at a metric, best of both on the same store:
   * each such scenario and parameter. Peers that know no users do another job, and are left out.
   */
  static String peersAhead(Results results, List<String> metrics) {
    Table table =
        new Table(List.of("scenario", "on", "what", "library", "best peer", "library / peer"));
    Map<List<String>, List<Measurement>> comparable =
        results.measurements().stream()
            .filter(m -> metrics.contains(m.metric()) && known(m.subject()))
            .collect(
                Collectors.groupingBy(
                    m ->
                        List.of(
                            "(" + m.scenario() + ")",
                            Subject.named(m.subject()).store().toString(),
                            m.parameter() + ", " + m.metric()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    comparable.forEach(
        (what, all) -> {
          Optional<Measurement> library = best(all, true);
          Optional<Measurement> peer = best(all, false);
          if (library.isPresent() && peer.isPresent()) {
            double ratio = library.get().median() / peer.get().median();
            if (all.get(0).better() == Better.HIGHER ? ratio < 1 : ratio > 1) {
              List<String> row = new ArrayList<>(what);
              row.add(named(library.get()));
              row.add(named(peer.get()));
              row.add(Numbers.shortened(ratio));
              table.row(row);
            }
          }
        });
    return table.markdown.toString();
  }

  private static boolean known(String subject) {
    return Subject.all().stream().anyMatch(s -> s.name().equals(subject) && s.knowsUsers());
  }

  private static Optional<Measurement> best(List<Measurement> all, boolean library) {
    Comparator<Measurement> higher = Comparator.comparingDouble(Measurement::median);
    return all.stream()
        .filter(m -> Subject.named(m.subject()).library() == library)
        .max(all.get(0).better() == Better.HIGHER ? higher : higher.reversed());
  }

  private static String named(Measurement m) {
    return m.subject() + ": " + Numbers.shortened(m.median()) + " " + m.unit();
  }

  private static String cell(Measurement measurement) {
    String median = Numbers.shortened(measurement.median());
    return measurement.values().size() == 1
        ? median
        : median + String.format(Locale.ROOT, " ± %.0f %%", measurement.spread() * 100);
  }

  private void row(List<String> cells) {
    markdown.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
