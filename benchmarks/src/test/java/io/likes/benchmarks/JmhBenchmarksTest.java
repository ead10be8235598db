package io.likes.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.likes.benchmarks.subject.Subject;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The benchmarks that JMH runs")
class JmhBenchmarksTest {
  @Test
  @DisplayName("give a hot key its rates and what they allocate, for each number of threads")
  void hotKey() {
    Results.Collector collector = new Results.Collector();

    new JmhBenchmarks(Scale.QUICK, collector).hotKey(List.of(Subject.named("set + LongAdder")));

    assertThat(collector.all())
        .extracting(Measurement::parameter, Measurement::metric)
        .contains(
            tuple(HotKey.parameter(1), "throughput"),
            tuple(HotKey.parameter(16), "throughput"),
            tuple(HotKey.parameter(2), AllocationProfiler.ALLOCATED),
            tuple(HotKey.parameter(2), "throughput" + JmhBenchmarks.NEW_CONTENT));
    assertThat(collector.all()).allSatisfy(found -> assertThat(found.median()).isPositive());
  }
}
