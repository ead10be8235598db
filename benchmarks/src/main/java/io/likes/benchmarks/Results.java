package io.likes.benchmarks;

import io.likes.benchmarks.Measurement.Better;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run found.
 *
 * @param format version of this format
 * @param machine what it ran on, by name
 * @param versions of what was measured
 * @param mode how it was measured, by name
 * @param leftOut what was not measured, and why
 * @param measurements the numbers
 */
record Results(
    int format,
    Map<String, String> machine,
    List<String> versions,
    Map<String, String> mode,
    List<String> leftOut,
    List<Measurement> measurements) {
  static final int FORMAT = 1;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  static Results read(Path file) {
    Results results = JSON.readValue(file, Results.class);
    if (results.format() != FORMAT) {
      throw new IllegalArgumentException(
          file + " has format " + results.format() + ", but this version reads " + FORMAT);
    }
    return results;
  }

  /** Writes a file that is whole whenever it is there. */
  void write(Path file) {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    JSON.writeValue(part, this);
    try {
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the median of a number, if it was measured. */
  Optional<Double> median(String scenario, String subject, String parameter, String metric) {
    return measurements.stream()
        .filter(
            m ->
                m.scenario().equals(scenario)
                    && m.subject().equals(subject)
                    && m.parameter().equals(parameter)
                    && m.metric().equals(metric))
        .findFirst()
        .map(Measurement::median);
  }

  List<Measurement> of(String scenario) {
    return measurements.stream().filter(m -> m.scenario().equals(scenario)).toList();
  }

  /** Puts together what the forks of a run measured, in the order in which they came. */
  static final class Collector {
    private final Map<String, Measurement> byKey = new LinkedHashMap<>();

    void add(Measurement measurement) {
      byKey.merge(
          measurement.key(),
          measurement,
          (known, more) -> {
            List<Double> values = new ArrayList<>(known.values());
            values.addAll(more.values());
            return new Measurement(
                known.scenario(),
                known.subject(),
                known.parameter(),
                known.metric(),
                known.unit(),
                known.better(),
                values);
          });
    }

    List<Measurement> all() {
      return List.copyOf(byKey.values());
    }
  }

  /** Takes the numbers of one scenario with one subject. */
  static final class Sheet {
    private final String scenario;
    private final String subject;
    private final List<Measurement> measurements = new ArrayList<>();

    Sheet(String scenario, String subject) {
      this.scenario = scenario;
      this.subject = subject;
    }

    void put(String parameter, String metric, String unit, Better better, double value) {
      measurements.add(
          new Measurement(scenario, subject, parameter, metric, unit, better, List.of(value)));
    }

    /** Puts throughput, failures and, if any call was answered, percentiles. */
    void put(String parameter, Load.Seen seen) {
      long answered = seen.latencies().getTotalCount();
      put(parameter, "throughput", "1/s", Better.HIGHER, seen.perSecond());
      if (answered > 0) {
        put(parameter, "p50", "ms", Better.LOWER, seen.millisAt(50));
        put(parameter, "p99", "ms", Better.LOWER, seen.millisAt(99));
      }
      double calls = Math.max(1, seen.failures() + answered);
      put(parameter, "failures", "%", Better.LOWER, seen.failures() / calls * 100);
    }

    List<Measurement> measurements() {
      return List.copyOf(measurements);
    }
  }
}
