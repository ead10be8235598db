package io.likes.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.benchmarks.Measurement.Better;
import io.likes.benchmarks.subject.Likes;
import io.likes.benchmarks.subject.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every scenario with every subject, each replaced by a counter: what is measured means nothing.
 */
@DisplayName("All scenarios")
class ScenariosTest {
  private static final Scale SCALE =
      new Scale(
          1,
          Duration.ZERO,
          Duration.ofMillis(1),
          Duration.ofMillis(5),
          Duration.ofMillis(5),
          Duration.ofMillis(5),
          Duration.ofMillis(20),
          false);

  // Millions of draws take a while; they are the same for every subject.
  private static final List<String> DRAWN = List.of("b", "f");

  private static Results results;

  /** Answers at once and keeps nothing but how many. */
  private static final class Counter implements Likes {
    private final LongAdder count = new LongAdder();

    @Override
    public boolean like(String content, String user) {
      count.increment();
      return true;
    }

    @Override
    public boolean unlike(String content, String user) {
      count.decrement();
      return true;
    }

    @Override
    public long count(String content) {
      return count.sum();
    }

    @Override
    public long feed(List<String> contents, String user) {
      return contents.size();
    }

    @Override
    public long bytes() {
      return 10 * count.sum();
    }

    @Override
    public void close() {}
  }

  @BeforeAll
  static void measure() {
    Results.Collector collector = new Results.Collector();
    for (Scenario scenario : Scenario.all("")) {
      int measured = 0;
      for (Subject subject : Subject.all()) {
        if (scenario.fits(subject) && (!DRAWN.contains(scenario.id()) || measured == 0)) {
          measured++;
          Results.Sheet sheet = new Results.Sheet(scenario.id(), subject.name());
          if (scenario.id().equals(CostModel.ID)) {
            // Counts on real stores: CostsTest runs it.
            sheet.put("feed page of 100, cold", CostModel.CALLS, "", Better.LOWER, 1);
          } else {
            scenario.measure(subject, Counter::new, SCALE, sheet);
          }
          assertThat(sheet.measurements())
              .as("(%s) %s", scenario.id(), subject.name())
              .isNotEmpty();
          sheet.measurements().forEach(collector::add);
        }
      }
    }
    // What JMH measures, by the names under which it does.
    for (String subject : List.of("likes-inmemory", "set + LongAdder")) {
      collector.add(rate(HotKey.ID, subject));
      collector.add(rate(HotKey.ID, subject, "throughput" + JmhBenchmarks.NEW_CONTENT));
      collector.add(rate(HotKey.ID, subject, AllocationProfiler.ALLOCATED));
    }
    for (String method : List.of("count", "getIfPresent")) {
      collector.add(rate(JmhBenchmarks.CACHED_COUNT, method));
    }
    results =
        new Results(Results.FORMAT, Map.of(), List.of(), Map.of(), List.of(), collector.all());
  }

  private static Measurement rate(String scenario, String subject) {
    return rate(scenario, subject, "throughput");
  }

  private static Measurement rate(String scenario, String subject, String metric) {
    return new Measurement(
        scenario, subject, HotKey.parameter(2), metric, "1/s", Better.HIGHER, List.of(1.0));
  }

  @Test
  @DisplayName("give every target its number")
  void targets() {
    assertThat(Targets.all())
        .allSatisfy(
            target -> assertThat(target.measured().apply(results)).as(target.what()).isPresent());
  }

  @Test
  @DisplayName("fill every table and plot of the page")
  void page(@TempDir Path folder) throws IOException {
    Path page = folder.resolve("performance.md");

    new Page(results).write(page);

    assertThat(page).content().doesNotContain("not in this run").contains("(performance/peak.svg)");
  }

  @Test
  @DisplayName("are compared: the page tells where a peer that keeps users is ahead")
  void peersAhead() {
    Results compared =
        new Results(
            Results.FORMAT,
            Map.of(),
            List.of(),
            Map.of(),
            List.of(),
            List.of(
                of("likes-inmemory", "throughput", Better.HIGHER, 3.0),
                of("likes-inmemory INLINE", "throughput", Better.HIGHER, 2.0),
                of("set + LongAdder", "throughput", Better.HIGHER, 4.0),
                of("LongAdder", "throughput", Better.HIGHER, 400.0),
                of("likes-redis", "throughput", Better.HIGHER, 2.0),
                of("Redis SADD + INCR", "throughput", Better.HIGHER, 1.0),
                of("likes-redis", "count p50", Better.LOWER, 2.0),
                of("Redis SADD + INCR", "count p50", Better.LOWER, 1.0)));

    String table = Table.peersAhead(compared, List.of("throughput", "count p50"));

    assertThat(table.lines().skip(2))
        .hasSize(2)
        .anySatisfy(
            row ->
                assertThat(row)
                    .contains("MEMORY", "likes-inmemory: 3", "set + LongAdder: 4", "0.750"))
        .anySatisfy(row -> assertThat(row).contains("REDIS", "count p50", "| 2 |"));
  }

  private static Measurement of(String subject, String metric, Better better, double value) {
    return new Measurement("x", subject, "here", metric, "", better, List.of(value));
  }
}
