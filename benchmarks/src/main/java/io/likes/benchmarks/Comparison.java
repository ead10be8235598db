package io.likes.benchmarks;

import io.likes.benchmarks.Measurement.Better;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Two runs, number by number.
 *
 * <p>A number got worse if its median is worse by more than the tolerance and the noise together,
 * and if the worst fork of the base is still better than the best fork of the other. Noise is half
 * of the distance between the extremes, of the noisier run. A number that one of the runs has from
 * one fork only has none, so it is given that of the noisiest number of its scenario and metric,
 * and a tolerance of at least 100 percent. Failures must also be more by {@value #FAILURES_PERCENT}
 * points or {@value #FAILED_CALLS} calls.
 */
final class Comparison {
  /**
   * A number that got worse.
   *
   * @param key what was measured
   * @param base median before
   * @param now median after
   * @param worse by which part it is worse
   */
  record Regression(String key, double base, double now, double worse) {
    @Override
    public String toString() {
      return "%s: %.6g -> %.6g, %.0f %% worse".formatted(key, base, now, worse * 100);
    }
  }

  /**
   * What was found.
   *
   * @param compared numbers that both runs have
   * @param missing keys that only the base has
   * @param regressions what got worse, the worst first
   */
  record Outcome(int compared, List<String> missing, List<Regression> regressions) {}

  private static final double ONE_FORK = 1;
  private static final double FAILURES_PERCENT = 1;
  private static final double FAILED_CALLS = 100;

  private final double tolerance;

  /**
   * @param tolerance part by which a median may be worse
   */
  Comparison(double tolerance) {
    this.tolerance = tolerance;
  }

  /**
   * Compares.
   *
   * @throws IllegalArgumentException if the runs are of another mode or processor
   */
  Outcome compare(Results base, Results now) {
    same("mode", base.mode(), now.mode());
    same("processor", base.machine(), now.machine());
    same("processors", base.machine(), now.machine());
    Map<String, Measurement> measured =
        now.measurements().stream()
            .collect(Collectors.toMap(Measurement::key, Function.identity()));
    List<String> missing = new ArrayList<>();
    List<Regression> regressions = new ArrayList<>();
    int compared = 0;
    for (Measurement before : base.measurements()) {
      Measurement after = measured.get(before.key());
      if (after == null) {
        missing.add(before.key());
        continue;
      }
      compared++;
      double worse = worse(before, after);
      double noise = Math.max(noise(before, base), noise(after, now));
      boolean oneFork = before.values().size() == 1 || after.values().size() == 1;
      double tolerated = (oneFork ? Math.max(tolerance, ONE_FORK) : tolerance) + noise;
      if (worse > tolerated && apart(before, after) && !negligible(before, after)) {
        regressions.add(new Regression(before.key(), before.median(), after.median(), worse));
      }
    }
    regressions.sort((a, b) -> Double.compare(b.worse(), a.worse()));
    return new Outcome(compared, missing, regressions);
  }

  private static void same(String name, Map<String, String> base, Map<String, String> now) {
    String before = base.getOrDefault(name, "unknown");
    String after = now.getOrDefault(name, "unknown");
    if (!before.equals(after)) {
      throw new IllegalArgumentException(
          "runs must have one " + name + ", but have '" + before + "' and '" + after + "'");
    }
  }

  /** From 0 every failure is infinitely more. */
  private static boolean negligible(Measurement before, Measurement after) {
    return before.metric().equals("failures")
        && after.median() - before.median()
            <= (before.unit().equals("%") ? FAILURES_PERCENT : FAILED_CALLS);
  }

  /** Returns by how many times what was is better than what is, less one. */
  private static double worse(Measurement before, Measurement after) {
    double was = before.median();
    double is = after.median();
    double good = before.better() == Better.HIGHER ? was : is;
    double bad = before.better() == Better.HIGHER ? is : was;
    return good <= bad ? 0 : bad == 0 ? Double.POSITIVE_INFINITY : good / bad - 1;
  }

  private static boolean apart(Measurement before, Measurement after) {
    return before.better() == Better.HIGHER
        ? after.max() < before.min()
        : after.min() > before.max();
  }

  private static double noise(Measurement measurement, Results run) {
    if (measurement.values().size() > 1) {
      return measurement.spread();
    }
    return run.of(measurement.scenario()).stream()
        .filter(other -> other.metric().equals(measurement.metric()))
        .mapToDouble(Measurement::spread)
        .max()
        .orElse(0);
  }
}
