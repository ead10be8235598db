package io.likes.benchmarks;

import io.likes.benchmarks.Measurement.Better;
import io.likes.benchmarks.subject.Likes;
import io.likes.benchmarks.subject.Store;
import io.likes.benchmarks.subject.Subject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The whole peak of the mission on one machine. */
final class Peak implements Scenario {
  static final String LIKE = "like";
  static final String COUNT = "count";
  static final String REACHED = "reached";
  static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99, 100};

  static final double LIKES_PER_SECOND = 35_000;
  static final double COUNTS_PER_SECOND = 350_000;
  private static final int CONTENTS = 100_000;
  private static final int DRAWS = 1 << 20;
  private static final int COUNT_CALLERS = 4;
  private static final Duration WARMUP = Duration.ofSeconds(20);

  @Override
  public String id() {
    return "i";
  }

  @Override
  public String title() {
    return "Peak. 35,000 likes and 350,000 count reads a second together, on a fixed schedule,"
        + " contents drawn from a hundred thousand by popularity. A latency runs from the"
        + " moment at which the call was due.";
  }

  @Override
  public boolean fits(Subject subject) {
    return subject.library()
        && !subject.asksForEachCount()
        && (subject.store() == Store.MEMORY || subject.store() == Store.REDIS);
  }

  @Override
  public boolean once() {
    return true;
  }

  static String metric(double percentile) {
    return percentile == 100
        ? "max"
        : "p" + (percentile % 1 == 0 ? "%.0f" : "%s").formatted(percentile);
  }

  @Override
  public void measure(Subject subject, Supplier<Likes> open, Scale scale, Results.Sheet sheet) {
    int[] likeDraws = new Zipf(CONTENTS).draws(DRAWS, 1);
    int[] countDraws = new Zipf(CONTENTS).draws(DRAWS, 2);
    String[] contents = new String[CONTENTS];
    for (int i = 0; i < CONTENTS; i++) {
      contents[i] = "content-" + i;
    }
    int likeCallers = subject.store() == Store.MEMORY ? 4 : 4 * subject.store().callers();
    try (Likes likes = open.get()) {
      CompletableFuture<Load.Seen> counts =
          CompletableFuture.supplyAsync(
              () ->
                  Load.open(
                      COUNT_CALLERS,
                      COUNTS_PER_SECOND,
                      WARMUP,
                      scale.peak(),
                      (caller, i) ->
                          likes.count(
                              contents[countDraws[(int) ((caller * 7919L + i) & (DRAWS - 1))]])));
      Load.Seen liked =
          Load.open(
              likeCallers,
              LIKES_PER_SECOND,
              WARMUP,
              scale.peak(),
              (caller, i) ->
                  likes.like(
                      contents[likeDraws[(int) ((caller * 7919L + i) & (DRAWS - 1))]],
                      "u" + caller + "-" + i));
      put(LIKE, liked, sheet);
      put(COUNT, counts.join(), sheet);
    }
  }

  private static void put(String operation, Load.Seen seen, Results.Sheet sheet) {
    sheet.put(operation, REACHED, "1/s", Better.HIGHER, seen.perSecond());
    // Of no answer at all every percentile would be 0.
    if (seen.latencies().getTotalCount() > 0) {
      for (double percentile : PERCENTILES) {
        sheet.put(operation, metric(percentile), "ms", Better.LOWER, seen.millisAt(percentile));
      }
    }
    sheet.put(operation, "failures", "calls", Better.LOWER, (double) seen.failures());
  }
}
