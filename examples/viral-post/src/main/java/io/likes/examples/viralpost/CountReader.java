package io.likes.examples.viralpost;

import io.likes.BackendException;
import io.likes.ContentId;
import io.likes.Count;
import io.likes.LikeService;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks again and again for the counts of the viral post and of contents that are being liked, as a
 * page would that shows them, and measures how long it takes and how stale the viral post's count
 * is.
 */
final class CountReader implements Runnable {
  private static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();
  private static final int SIGNIFICANT_DIGITS = 3;
  private static final Logger LOG = LoggerFactory.getLogger(CountReader.class);

  private final LikeService service;
  private final ViralPostWatch watch;
  private final Supplier<ContentId> others;
  private final LongSupplier nanoTime;

  private final StalenessTimeline timeline = new StalenessTimeline();
  private final Histogram latency = new Histogram(SIGNIFICANT_DIGITS);
  private final Histogram staleness = new Histogram(SIGNIFICANT_DIGITS);
  private long unread;
  private long failures;
  private volatile boolean stopped;
  private volatile Shown shown = new Shown(0, 0);

  /**
   * What was shown last of the viral post.
   *
   * @param stalenessNanos as {@link StalenessTimeline} defines it
   */
  record Shown(long count, long stalenessNanos) {}

  /**
   * @param service what to ask; not the one that makes the changes, which would know its own
   * @param others where to get other contents from
   */
  CountReader(
      LikeService service,
      ViralPostWatch watch,
      Supplier<ContentId> others,
      LongSupplier nanoTime) {
    this.service = service;
    this.watch = watch;
    this.others = others;
    this.nanoTime = nanoTime;
  }

  @Override
  public void run() {
    while (!stopped) {
      readViralPost();
      read(others.get());
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private void readViralPost() {
    long start = nanoTime.getAsLong();
    long acknowledged = watch.acknowledged();
    timeline.record(start, acknowledged);
    Count count = read(watch.content());
    // Before the first like there is nothing to be late with.
    if (count.known() && acknowledged > 0) {
      long nanos = timeline.staleness(start, count.value());
      staleness.recordValue(nanos);
      shown = new Shown(count.value(), nanos);
    }
  }

  private Count read(ContentId content) {
    long start = nanoTime.getAsLong();
    try {
      return service.count(content);
    } catch (BackendException e) {
      unread++;
      return Count.UNKNOWN;
    } catch (RuntimeException e) {
      if (failures++ == 0) {
        LOG.warn("a count failed (further ones are counted only): {}", content, e);
      }
      return Count.UNKNOWN;
    } finally {
      latency.recordValue(Math.max(0, nanoTime.getAsLong() - start));
    }
  }

  /** Lets {@link #run} end soon. */
  void stop() {
    stopped = true;
  }

  Shown shown() {
    return shown;
  }

  /**
   * Returns the latencies in nanoseconds. Only when {@link #run} has ended, as all that follows.
   */
  Histogram latency() {
    return latency;
  }

  /** Returns the stalenesses in nanoseconds. */
  Histogram staleness() {
    return staleness;
  }

  /** Returns how many counts the backend could not read. */
  long unread() {
    return unread;
  }

  /** Returns how many reads ended with an exception that the service may not throw. */
  long failures() {
    return failures;
  }
}
