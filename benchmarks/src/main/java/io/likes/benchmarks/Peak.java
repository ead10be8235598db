package io.likes.benchmarks;

import io.likes.benchmarks.Measurement.Better;
import io.likes.benchmarks.subject.Likes;
import io.likes.benchmarks.subject.Store;
import io.likes.benchmarks.subject.Subject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The whole peak of the mission on one machine. */
final class Peak implements Scenario {
  static final String LIKE = "like";
  static final String COUNT = "count";
  static final String REACHED = "reached";
  static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99, 100};

  static final String ZGC = "-XX:+UseZGC";
  static final double LIKES_PER_SECOND = 35_000;
  static final double COUNTS_PER_SECOND = 350_000;
  private static final int CONTENTS = 100_000;
  private static final int DRAWS = 1 << 20;

  /** Behind an operation: at a quarter of the rate. */
  static final String A_QUARTER = ", a quarter";

  private static final double QUARTER = 0.25;
  private static final int MEMORY_CALLERS = 4;
  // A caller waits for its round trip.
  private static final int SERVER_LIKE_CALLERS = 256;
  private static final int SERVER_COUNT_CALLERS = 16;
  private static final Duration SERVER_TICK = Duration.ofMillis(1);

  @Override
  public String id() {
    return "i";
  }

  @Override
  public String title() {
    return "Peak. 35,000 likes and 350,000 count reads a second together, on a fixed schedule,"
        + " contents drawn from a hundred thousand by popularity, each read once before. A latency runs from the"
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

  /** Pauses of G1 are two percent of the time, of which every percentile above 98 would be made. */
  @Override
  public List<String> jvmOptions(Subject subject) {
    return subject.store() == Store.MEMORY ? List.of(ZGC) : List.of();
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
    boolean memory = subject.store() == Store.MEMORY;
    int likeCallers = memory ? MEMORY_CALLERS : SERVER_LIKE_CALLERS;
    int countCallers = memory ? MEMORY_CALLERS : SERVER_COUNT_CALLERS;
    Duration tick = memory ? Duration.ZERO : SERVER_TICK;
    try (Likes likes = open.get()) {
      // A service at its peak is not cold: the first reader of a content sums it.
      Load.each(subject.store().callers(), CONTENTS, (caller, i) -> likes.count(contents[(int) i]));
      for (double share : memory ? new double[] {1} : new double[] {QUARTER, 1}) {
        String part = share == 1 ? "" : A_QUARTER;
        CompletableFuture<Load.Seen> counts =
            CompletableFuture.supplyAsync(
                () ->
                    Load.open(
                        countCallers,
                        share * COUNTS_PER_SECOND,
                        tick,
                        scale.peakWarmup(),
                        scale.peak(),
                        (caller, i) -> likes.count(contents[Zipf.of(countDraws, caller, i)])));
        Load.Seen liked =
            Load.open(
                likeCallers,
                share * LIKES_PER_SECOND,
                tick,
                scale.peakWarmup(),
                scale.peak(),
                (caller, i) ->
                    likes.like(
                        contents[Zipf.of(likeDraws, caller, i)],
                        "u" + share + "-" + caller + "-" + i));
        put(LIKE + part, liked, sheet);
        put(COUNT + part, counts.join(), sheet);
      }
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
