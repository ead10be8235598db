package io.likes.examples.viralpost;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Shows how a run goes on: a progress bar with a live line on a terminal, else one line each
 * second.
 */
final class Live implements AutoCloseable {
  /**
   * State of a run at one moment.
   *
   * @param answered calls of all kinds that are answered
   * @param likes those that were answered LIKED
   */
  record Snapshot(
      long nanos,
      long answered,
      long likes,
      long shown,
      long stalenessNanos,
      int hotContents,
      long cells) {}

  private final Supplier<Snapshot> snapshots;
  private final PrintWriter err;
  private final @Nullable ProgressBar bar;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private Snapshot last;

  Live(long expected, Supplier<Snapshot> snapshots, PrintWriter err, boolean terminal) {
    this.snapshots = snapshots;
    this.err = err;
    this.bar =
        terminal
            ? new ProgressBarBuilder()
                .setTaskName("calls")
                .setInitialMax(expected)
                .hideEta()
                .build()
            : null;
    this.last = snapshots.get();
    var unused = timer.scheduleAtFixedRate(() -> show(expected), 1, 1, TimeUnit.SECONDS);
  }

  /** Returns whether there is a person at a terminal who sees what the run shows. */
  // JDK 22 to 24 always answer with a console; there the bar is drawn into a file too, which does
  // no harm.
  @SuppressWarnings("SystemConsoleNull")
  static boolean terminal() {
    return System.console() != null;
  }

  private void show(long total) {
    Snapshot now = snapshots.get();
    String line = line(last, now);
    last = now;
    ProgressBar bar = this.bar;
    if (bar != null) {
      bar.maxHint(Math.max(total, now.answered)).stepTo(now.answered).setExtraMessage(line);
    } else {
      err.printf(
          Locale.ROOT,
          "%3d %%  %s%n",
          Math.min(100, 100 * now.answered / Math.max(1, total)),
          line);
      err.flush();
    }
  }

  static String line(Snapshot before, Snapshot now) {
    double seconds = Math.max(1, now.nanos - before.nanos) / (double) TimeUnit.SECONDS.toNanos(1);
    return String.format(
        Locale.ROOT,
        "%,.0f likes/s, count shown %,d (%.1f s old), %,d hot, %,d cells",
        (now.likes - before.likes) / seconds,
        now.shown,
        now.stalenessNanos / (double) TimeUnit.SECONDS.toNanos(1),
        now.hotContents,
        now.cells);
  }

  /** Shows the last state and ends. */
  @Override
  public void close() {
    timer.shutdownNow();
    try {
      if (timer.awaitTermination(1, TimeUnit.SECONDS)) {
        // What was expected is about right; now it is known.
        show(last.answered);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (bar != null) {
      bar.close();
    }
  }
}
