package io.likes.examples.viralpost;

import io.likes.ContentId;
import io.likes.Counting;
import io.likes.LikeService;
import io.likes.LikesListener;
import io.likes.spi.LikeStore;
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
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One run: replays a load, reads counts meanwhile, and audits the end.
 *
 * <p>Three services share the stores, as three processes would: one makes the changes, one shows
 * counts, one reads them exactly for the audit.
 */
final class Run {
  private static final int SAMPLED_PAIRS = 10_000;
  private static final int SIGNIFICANT_DIGITS = 3;
  private static final int MAX_AUDIT_THREADS = 64;
  private static final Duration SETTLE_MARGIN = Duration.ofSeconds(30);

  /** What is fixed before a run. */
  record Plan(
      String version,
      String backend,
      Counting counting,
      @Nullable Long seed,
      Report.Config config) {
    private Duration freshness() {
      return Duration.ofMillis(config.freshnessMs());
    }
  }

  private final Plan plan;
  private final Load load;
  private final PrintWriter err;
  private final boolean terminal;
  private final Clock clock = Clock.SYSTEM;

  Run(Plan plan, Load load, PrintWriter err, boolean terminal) {
    this.plan = plan;
    this.load = load;
    this.err = err;
    this.terminal = terminal;
  }

  Report against(Backend backend) throws IOException, InterruptedException, ExecutionException {
    ViralPostWatch watch = new ViralPostWatch(load.viralPost(), clock::nanoTime);
    try (LikeService writer = backend.service(plan.counting, plan.freshness(), watch);
        LikeService shower =
            backend.service(plan.counting, plan.freshness(), LikesListener.none());
        LikeService exact =
            backend.service(Counting.EXACT, plan.freshness(), LikesListener.none())) {
      Replay replay = new Replay(load, writer, watch, clock);
      CountReader reader = new CountReader(shower, watch, replay::recentContent, clock::nanoTime);
      Disturber disturber =
          new Disturber(
              backend, plan.config.kills(), load.expectedCalls(), replay::answered, clock);
      long nanos = replay(replay, reader, disturber, watch);
      Report.Heap heap = heap();
      Tally tally = new Tally();
      replay.workers().forEach(worker -> tally.add(worker.tally()));
      try (Audit audit =
          new Audit(tally, Math.min(plan.config.threads(), MAX_AUDIT_THREADS), clock)) {
        Audited audited = audited(audit, tally, writer, shower, exact, backend.likeStore());
        return report(nanos, replay.workers(), tally, reader, disturber, watch, heap, audited);
      }
    }
  }

  private long replay(Replay replay, CountReader reader, Disturber disturber, ViralPostWatch watch)
      throws IOException, InterruptedException, ExecutionException {
    Thread readerThread = start("count-reader", reader);
    Thread disturberThread = start("disturber", disturber);
    Live live =
        new Live(load.expectedCalls(), () -> snapshot(replay, reader, watch), err, terminal);
    try {
      return replay.run(
          plan.config.threads(), TimeUnit.MILLISECONDS.toNanos(plan.config.retryForMs()));
    } finally {
      live.close();
      reader.stop();
      disturber.stop();
      readerThread.join();
      disturberThread.join();
    }
  }

  private static Thread start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private Live.Snapshot snapshot(Replay replay, CountReader reader, ViralPostWatch watch) {
    CountReader.Shown shown = reader.shown();
    return new Live.Snapshot(
        clock.nanoTime(),
        replay.answered(),
        watch.likes(),
        shown.count(),
        shown.stalenessNanos(),
        watch.hotContents(),
        watch.cells());
  }

  /** What the audit found. */
  private record Audited(long drift, long shownDrift, long cells, Report.Checks checks) {}

  private Audited audited(
      Audit audit,
      Tally tally,
      LikeService writer,
      LikeService shower,
      LikeService exact,
      LikeStore store)
      throws InterruptedException, ExecutionException {
    audit.settle(writer);
    say("audit: comparing stored counts");
    long drift = audit.drift(exact);
    say("audit: comparing shown counts");
    // Where the stored counts are wrong, waiting does not make the shown ones right.
    Duration atMost =
        drift == 0 ? plan.freshness().multipliedBy(2).plus(SETTLE_MARGIN) : Duration.ZERO;
    Audit.Shown shown = audit.shown(shower, atMost);
    say("audit: comparing states of pairs, and the rows in the store");
    Map<Pair, Boolean> sample = tally.sample(SAMPLED_PAIRS);
    long wrongPairs = audit.wrongPairs(writer, sample);
    Audit.Rows rows = audit.rows(store, load.viralPost());
    return new Audited(
        drift,
        shown.drift(),
        rows.cells(),
        new Report.Checks(
            rows.read(),
            rows.wrong(),
            sample.size(),
            wrongPairs,
            tally.contradictions(),
            audit.unreadable(),
            Report.millis(shown.nanos())));
  }

  private void say(String line) {
    err.println(line);
    err.flush();
  }

  private Report report(
      long nanos,
      List<Worker> workers,
      Tally tally,
      CountReader reader,
      Disturber disturber,
      ViralPostWatch watch,
      Report.Heap heap,
      Audited audited) {
    Histogram likeLatency = new Histogram(SIGNIFICANT_DIGITS);
    workers.forEach(worker -> likeLatency.add(worker.latency()));
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
        new Report.Faults(
            workers.stream().mapToLong(Worker::unknown).sum(),
            workers.stream().mapToLong(Worker::notApplied).sum()),
        workers.stream().mapToLong(Worker::failures).sum() + reader.failures(),
        load.badLines(),
        counts.size(),
        disturber.done(),
        disturber.missed(),
        seconds,
        likeLatency.getTotalCount() / seconds,
        Report.Distribution.ofNanos(likeLatency),
        Report.Distribution.ofNanos(reader.latency()),
        reader.unread(),
        watch.lost(),
        Report.Distribution.ofNanos(reader.staleness()),
        new Report.ViralPostCount(
            watch.content().value(), counts.getOrDefault(watch.content(), 0L)),
        new Report.Hot(
            hot.isPresent() ? Report.millis(hot.getAsLong()) : null,
            audited.cells,
            watch.hotContents()),
        heap,
        audited.drift,
        audited.shownDrift,
        audited.checks,
        plan.config);
  }

  private static Report.Heap heap() {
    // What is garbage already would hide what the run holds.
    System.gc();
    MemoryUsage usage = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    return new Report.Heap(usage.getUsed(), usage.getMax());
  }
}
