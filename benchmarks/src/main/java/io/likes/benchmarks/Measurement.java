package io.likes.benchmarks;

import java.util.Collections;
import java.util.List;

/**
 * One number of a run, from each fork.
 *
 * @param scenario id of what was done
 * @param subject what it was done with
 * @param parameter of the scenario, for example {@code 4 threads}
 * @param metric what was measured
 * @param unit of the values
 * @param better which way is better
 * @param values one from each fork that measured it
 */
record Measurement(
    String scenario,
    String subject,
    String parameter,
    String metric,
    String unit,
    Better better,
    List<Double> values) {
  /** Which of two values is the better one. */
  enum Better {
    HIGHER,
    LOWER
  }

  Measurement {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("values must not be empty");
    }
  }

  /** Returns what two runs and the forks of one run have in common. */
  String key() {
    return String.join(" | ", scenario, subject, parameter, metric);
  }

  double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  double min() {
    return Collections.min(values);
  }

  double max() {
    return Collections.max(values);
  }

  /** Returns half of the distance between the extremes, as a part of the median. */
  double spread() {
    return median() == 0 ? 0 : (max() - min()) / 2 / Math.abs(median());
  }
}
