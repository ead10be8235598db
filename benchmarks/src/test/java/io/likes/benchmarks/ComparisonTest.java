package io.likes.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.likes.benchmarks.Comparison.Outcome;
import io.likes.benchmarks.Comparison.Regression;
import io.likes.benchmarks.Measurement.Better;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A comparison of two runs")
class ComparisonTest {
  private static final Comparison COMPARISON = new Comparison(0.10);

  private static Measurement rate(String subject, Double... values) {
    return new Measurement(
        "a", subject, "1 thread", "throughput", "1/s", Better.HIGHER, List.of(values));
  }

  private static Measurement latency(Double... values) {
    return new Measurement("a", "s", "1 thread", "p99", "ms", Better.LOWER, List.of(values));
  }

  private static Results run(Measurement... measurements) {
    return new Results(
        Results.FORMAT, Map.of(), List.of(), Map.of(), List.of(), List.of(measurements));
  }

  private static List<String> worse(Results base, Results now) {
    return COMPARISON.compare(base, now).regressions().stream().map(Regression::key).toList();
  }

  @Test
  @DisplayName("names a throughput that fell beyond tolerance and noise")
  void slower() {
    Outcome outcome =
        COMPARISON.compare(run(rate("s", 99.0, 100.0, 101.0)), run(rate("s", 79.0, 80.0, 81.0)));

    assertThat(outcome.regressions())
        .singleElement()
        .satisfies(
            regression -> {
              assertThat(regression.key()).isEqualTo("a | s | 1 thread | throughput");
              assertThat(regression.worse()).isEqualTo(0.25);
            });
    assertThat(outcome.compared()).isEqualTo(1);
  }

  @Test
  @DisplayName("names a latency that rose")
  void later() {
    assertThat(worse(run(latency(1.0, 1.0, 1.0)), run(latency(1.2, 1.2, 1.2)))).hasSize(1);
  }

  @Test
  @DisplayName("is silent about what got better")
  void better() {
    assertThat(worse(run(latency(1.0), rate("s", 10.0)), run(latency(0.1), rate("s", 99.0))))
        .isEmpty();
  }

  @Test
  @DisplayName("is silent within the tolerance")
  void tolerated() {
    assertThat(worse(run(rate("s", 100.0, 100.0)), run(rate("s", 92.0, 92.0)))).isEmpty();
  }

  @Test
  @DisplayName("is silent within the noise, even if the median fell by more than the tolerance")
  void noisy() {
    assertThat(worse(run(rate("s", 70.0, 100.0, 130.0)), run(rate("s", 60.0, 80.0, 120.0))))
        .isEmpty();
  }

  @Test
  @DisplayName("gives a number of one fork the noise of its scenario and a wide tolerance")
  void borrowedNoise() {
    Measurement noisy = rate("noisy", 50.0, 100.0, 150.0);

    assertThat(worse(run(rate("s", 100.0), noisy), run(rate("s", 45.0), noisy))).isEmpty();
    assertThat(worse(run(rate("s", 100.0)), run(rate("s", 75.0)))).isEmpty();
    assertThat(worse(run(rate("s", 100.0)), run(rate("s", 45.0)))).hasSize(1);
  }

  @Test
  @DisplayName("is silent if the forks of both runs overlap, however far the medians are apart")
  void apart() {
    assertThat(worse(run(rate("s", 9.0, 10.0, 10.0)), run(rate("s", 5.0, 5.0, 9.1)))).isEmpty();
    assertThat(worse(run(rate("s", 9.0, 10.0, 10.0)), run(rate("s", 5.0, 5.0, 5.1)))).hasSize(1);
  }

  @Test
  @DisplayName("is silent about a few more failures, though from none they are infinitely more")
  void fewFailures() {
    assertThat(worse(run(failures(0.0, 0.0)), run(failures(0.9, 1.0)))).isEmpty();
    assertThat(worse(run(failures(0.0, 0.0)), run(failures(2.0, 3.0)))).hasSize(1);
  }

  private static Measurement failures(Double... percent) {
    return new Measurement("a", "s", "1 thread", "failures", "%", Better.LOWER, List.of(percent));
  }

  @Test
  @DisplayName("refuses runs of another mode or processor")
  void incomparable() {
    Results full =
        new Results(
            Results.FORMAT, Map.of(), List.of(), Map.of("mode", "full"), List.of(), List.of());
    Results quick =
        new Results(
            Results.FORMAT, Map.of(), List.of(), Map.of("mode", "quick"), List.of(), List.of());

    assertThatThrownBy(() -> COMPARISON.compare(full, quick))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("runs must have one mode, but have 'full' and 'quick'");
  }

  @Test
  @DisplayName("puts the worst first and tells what is missing")
  void order() {
    Results base = run(rate("x", 100.0), rate("y", 100.0), rate("z", 100.0));
    Outcome outcome = COMPARISON.compare(base, run(rate("x", 40.0), rate("y", 10.0)));

    assertThat(outcome.regressions())
        .extracting(Regression::key)
        .containsExactly("a | y | 1 thread | throughput", "a | x | 1 thread | throughput");
    assertThat(outcome.missing()).containsExactly("a | z | 1 thread | throughput");
  }
}
