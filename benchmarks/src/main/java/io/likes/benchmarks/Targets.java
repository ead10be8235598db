package io.likes.benchmarks;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What the project set out to reach, beside what a run has measured. */
final class Targets {
  /**
   * One target.
   *
   * @param issue which asks for it
   * @param what is measured
   * @param bound the value that holds it
   * @param least whether the bound is the least value that does, else the most
   * @param unit of both
   * @param measured what a run says; empty if it did not measure that
   */
  record Target(
      int issue,
      String what,
      double bound,
      boolean least,
      String unit,
      Function<Results, Optional<Double>> measured) {
    String wanted() {
      return (least ? "at least " : "at most ") + Numbers.shortened(bound) + unit;
    }

    boolean held(double value) {
      return least ? value >= bound : value <= bound;
    }
  }

  /** Names one number of a run. */
  private record At(String scenario, String subject, String parameter, String metric) {
    Optional<Double> in(Results results) {
      return results.median(scenario, subject, parameter, metric);
    }
  }

  private static final String MEMORY = "likes-inmemory";
  private static final String MEMORY_INLINE = "likes-inmemory INLINE";
  private static final String REDIS = "likes-redis";
  private static final String REDIS_INLINE = "likes-redis INLINE";
  private static final String CASSANDRA = "likes-cassandra";
  private static final String RATE = "throughput";
  private static final double FLAT = 1.5;

  private Targets() {}

  static List<Target> all() {
    return List.of(
        new Target(
            2,
            "like of one content, 2 threads, against set + LongAdder",
            0.5,
            true,
            " times",
            ratio(hotKey(MEMORY, 2, RATE), hotKey("set + LongAdder", 2, RATE))),
        new Target(
            2,
            "cached count against Caffeine's getIfPresent",
            0.8,
            true,
            " times",
            ratio(cachedCount("count"), cachedCount("getIfPresent"))),
        new Target(
            3,
            "like of one content on Redis, 64 threads, against SADD + INCR",
            3,
            true,
            " times",
            ratio(hotKey(REDIS, 64, RATE), hotKey("Redis SADD + INCR", 64, RATE))),
        value(3, "Redis memory, 50 likes a content", 40, " B a like", weight(Weight.SPREAD)),
        value(3, "Redis memory, one content", 32, " B a like", weight(Weight.VIRAL)),
        value(
            3,
            "calls of stores for a cold feed page of 100 on Redis",
            2,
            "",
            new At(CostModel.ID, REDIS, "feed page of 100, cold", CostModel.CALLS)),
        new Target(
            4,
            "like of one content on Cassandra, 64 threads, against the conditional insert",
            8,
            true,
            " times",
            ratio(hotKey(CASSANDRA, 64, RATE), hotKey("Cassandra insert, COUNT(*)", 64, RATE))),
        value(
            4,
            "p99 of like of one content on Cassandra, 64 threads",
            100,
            " ms",
            hotKey(CASSANDRA, 64, "p99")),
        new Target(
            4,
            "first likes on Cassandra against the conditional insert",
            0.6,
            true,
            " times",
            ratio(cold(CASSANDRA), cold("Cassandra insert, COUNT(*)"))),
        value(
            4,
            "calls of stores for a cold feed page of 100 on Cassandra",
            3,
            "",
            new At(CostModel.ID, CASSANDRA, "feed page of 100, cold", CostModel.CALLS)),
        flat("like", MEMORY, 10_000_000),
        flat("count", MEMORY, 10_000_000),
        flat("like", REDIS, 10_000_000),
        flat("count", REDIS, 10_000_000),
        flat("like", CASSANDRA, 100_000),
        flat("count", CASSANDRA, 100_000),
        peakRate(MEMORY_INLINE, Peak.LIKE, Peak.LIKES_PER_SECOND),
        peakRate(MEMORY_INLINE, Peak.COUNT, Peak.COUNTS_PER_SECOND),
        peak(MEMORY_INLINE, Peak.LIKE, 10),
        peak(MEMORY_INLINE, Peak.COUNT, 1),
        peakRate(REDIS_INLINE, Peak.LIKE, Peak.LIKES_PER_SECOND),
        peakRate(REDIS_INLINE, Peak.COUNT, Peak.COUNTS_PER_SECOND),
        peak(REDIS_INLINE, Peak.LIKE, 100),
        peak(REDIS_INLINE, Peak.COUNT, 50));
  }

  private static At hotKey(String subject, int threads, String metric) {
    return new At(HotKey.ID, subject, HotKey.parameter(threads), metric);
  }

  private static At cachedCount(String benchmark) {
    return new At(JmhBenchmarks.CACHED_COUNT, benchmark, HotKey.parameter(2), RATE);
  }

  private static At cold(String subject) {
    return new At("c", subject, HotKey.parameter(64), RATE);
  }

  private static At weight(String parameter) {
    return new At("j", REDIS, parameter, "bytes per like");
  }

  private static Target value(int issue, String what, double most, String unit, At at) {
    return new Target(issue, what, most, false, unit, at::in);
  }

  private static Target flat(String operation, String subject, int largest) {
    String metric = operation + " p50";
    return new Target(
        6,
        operation
            + " of a content with "
            + Growth.parameter(largest)
            + " likes against one with 10, "
            + subject,
        FLAT,
        false,
        " times",
        ratio(
            new At("h", subject, Growth.parameter(largest), metric),
            new At("h", subject, Growth.parameter(10), metric)));
  }

  private static Target peak(String subject, String operation, double millis) {
    return value(
        6,
        "p99 of " + operation + " at the peak, " + subject,
        millis,
        " ms",
        new At("i", subject, operation, Peak.metric(99)));
  }

  /** The answered calls a second; the last of a minute may be a little late. */
  private static Target peakRate(String subject, String operation, double perSecond) {
    At reached = new At("i", subject, operation, Peak.REACHED);
    return new Target(
        6,
        operation + " calls answered at the peak, " + subject,
        0.99 * perSecond,
        true,
        "/s",
        reached::in);
  }

  private static Function<Results, Optional<Double>> ratio(At one, At other) {
    return results -> one.in(results).flatMap(value -> other.in(results).map(base -> value / base));
  }
}
