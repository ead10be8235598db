package io.likes.examples.viralpost;

import io.likes.ContentId;
import io.likes.Counting;
import io.likes.LikeService;
import io.likes.LikesListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/**
 * One run: replays a load, reads counts meanwhile, and audits the end.
 *
 * <p>Three services share the stores, as three processes would: one makes the changes, one shows
 * counts, one reads them exactly for the audit.
 */
final class Run {
  private static final int SAMPLED_PAIRS = 10_000;
  private static final int SIGNIFICANT_DIGITS = 3;
  private static final Duration SETTLE_MARGIN = Duration.ofSeconds(30);

  /** What is fixed before a run. */
  record Plan(String version, String backend, Counting counting, long seed, Report.Config config) {
    private Duration freshness() {
      return Duration.ofMillis(config.freshnessMs());
    }
  }

  private final Plan plan;
  private final Load load;
  private final PrintWriter err;
  private final boolean terminal;
  private final LongSupplier nanoTime = System::nanoTime;

  Run(Plan plan, Load load, PrintWriter err, boolean terminal) {
    this.plan = plan;
    this.load = load;
    this.err = err;
    this.terminal = terminal;
  }

  Report against(Backend backend) throws IOException, InterruptedException, ExecutionException {
    ViralPostWatch watch = new ViralPostWatch(load.viralPost(), nanoTime);
    try (LikeService writer = backend.service(plan.counting, plan.freshness(), watch);
        LikeService shower =
            backend.service(plan.counting, plan.freshness(), LikesListener.none());
        LikeService exact =
            backend.service(Counting.EXACT, plan.freshness(), LikesListener.none())) {
      Replay replay = new Replay(load, writer, watch, nanoTime);
      CountReader reader = new CountReader(shower, watch, replay::recentContent, nanoTime);
      long nanos = replay(replay, reader, watch);
      return report(nanos, replay.workers(), reader, watch, writer, shower, exact);
    }
  }

  private long replay(Replay replay, CountReader reader, ViralPostWatch watch)
      throws IOException, InterruptedException, ExecutionException {
    Thread readerThread = new Thread(reader, "count-reader");
    readerThread.setDaemon(true);
    readerThread.start();
    Live live =
        new Live(load.expectedCalls(), () -> snapshot(replay, reader, watch), err, terminal);
    try {
      return replay.run(plan.config.threads());
    } finally {
      live.close();
      reader.stop();
      readerThread.join();
    }
  }

  private Live.Snapshot snapshot(Replay replay, CountReader reader, ViralPostWatch watch) {
    CountReader.Shown shown = reader.shown();
    return new Live.Snapshot(
        nanoTime.getAsLong(),
        replay.answered(),
        shown.count(),
        shown.stalenessNanos(),
        watch.hotContents(),
        watch.cells());
  }

  private Report report(
      long nanos,
      List<Worker> workers,
      CountReader reader,
      ViralPostWatch watch,
      LikeService writer,
      LikeService shower,
      LikeService exact) {
    Tally tally = new Tally();
    Histogram likeLatency = new Histogram(SIGNIFICANT_DIGITS);
    for (Worker worker : workers) {
      tally.add(worker.tally());
      likeLatency.add(worker.latency());
    }
    Report.Heap heap = heap();
    Audit audit = new Audit(tally);
    audit.settle(writer);
    long drift = audit.drift(exact);
    // Where the stored counts are wrong, waiting does not make the shown ones right.
    Duration atMost =
        drift == 0 ? plan.freshness().multipliedBy(2).plus(SETTLE_MARGIN) : Duration.ZERO;
    Audit.Shown shown = audit.shown(shower, atMost, nanoTime);
    Map<Pair, Boolean> sample = tally.sample(SAMPLED_PAIRS);
    long wrongPairs = audit.wrongPairs(writer, sample);
    Map<ContentId, Long> counts = tally.counts();
    double seconds = nanos / (double) TimeUnit.SECONDS.toNanos(1);
    OptionalLong hot = watch.nanosUntilHot();
    return new Report(
        plan.version,
        plan.backend,
        plan.counting.name().toLowerCase(Locale.ROOT),
        plan.seed,
        tally.likes(),
        tally.unlikes(),
        tally.duplicates(),
        workers.stream().mapToLong(Worker::unknown).sum(),
        workers.stream().mapToLong(Worker::failures).sum(),
        load.badLines(),
        counts.size(),
        seconds,
        likeLatency.getTotalCount() / seconds,
        Report.Distribution.ofNanos(likeLatency),
        Report.Distribution.ofNanos(reader.latency()),
        reader.failures(),
        watch.lost(),
        Report.Distribution.ofNanos(reader.staleness()),
        new Report.ViralPostCount(
            watch.content().value(), counts.getOrDefault(watch.content(), 0L)),
        new Report.Hot(
            hot.isPresent() ? Report.millis(hot.getAsLong()) : null,
            watch.cells(),
            watch.hotContents()),
        heap,
        drift,
        shown.drift(),
        new Report.Checks(
            sample.size(),
            wrongPairs,
            tally.contradictions(),
            audit.unreadable(),
            Report.millis(shown.nanos())),
        plan.config);
  }

  private static Report.Heap heap() {
    // What is garbage already would hide what the run holds.
    System.gc();
    MemoryUsage usage = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    return new Report.Heap(usage.getUsed(), usage.getMax());
  }
}
