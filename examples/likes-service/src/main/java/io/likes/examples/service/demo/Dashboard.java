package io.likes.examples.service.demo;

import io.likes.ContentId;
import io.likes.LikeService;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Looks at the viral post twice a second, and sends what it sees to every page that is open, the
 * last minutes first.
 */
final class Dashboard implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Dashboard.class);
  private static final Duration PERIOD = Duration.ofMillis(500);

  private final ContentId post;
  private final LikeService likes;
  private final Cells cells;
  private final StormWatch watch;
  private final Storm storm;
  private final Viewers viewers = new Viewers();
  // Not the timer of the library, whose tasks must be short: a look waits for the backend.
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "dashboard");
            thread.setDaemon(true);
            return thread;
          });
  private long lastNanos = System.nanoTime();

  Dashboard(ContentId post, LikeService likes, Cells cells, StormWatch watch, Storm storm) {
    this.post = post;
    this.likes = likes;
    this.cells = cells;
    this.watch = watch;
    this.storm = storm;
    ScheduledFuture<?> unused =
        looks.scheduleWithFixedDelay(
            this::look, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * One look.
   *
   * @param time milliseconds since 1970
   * @param rate likes a second since the look before
   * @param shown the count that readers see
   * @param exact the number of likes in the store, read just before
   * @param behind how long ago, in milliseconds, the store held no more than what is shown
   * @param allowed how old, in milliseconds, the service may let the count be
   * @param cells number of cells
   */
  record Sample(
      long time,
      double rate,
      long shown,
      long exact,
      long behind,
      long allowed,
      int cells,
      StormWatch.Heard heard,
      Storm.State storm) {}

  /** Returns a stream of samples that begins with those of the last minutes. */
  SseEmitter open() {
    return viewers.open();
  }

  private void look() {
    try {
      viewers.publish(sample());
    } catch (RuntimeException e) {
      // The next look may do better.
      log.warn("The post could not be looked at", e);
    }
  }

  private Sample sample() {
    long now = System.nanoTime();
    StormWatch.Heard heard = watch.take();
    Cells.Stored stored = cells.of(post);
    long shown = likes.count(post).value();
    long time = System.currentTimeMillis();
    double rate = heard.likes() * 1e9 / (now - lastNanos);
    lastNanos = now;
    return new Sample(
        time,
        rate,
        shown,
        stored.total(),
        behind(time, stored.total(), shown),
        likes.config().countFreshness().toMillis(),
        stored.cells(),
        heard,
        storm.state());
  }

  private long behind(long time, long exact, long shown) {
    if (shown >= exact) {
      return 0;
    }
    long since = time;
    for (Sample sample : viewers.newestFirst()) {
      since = sample.time();
      if (sample.exact() <= shown) {
        break;
      }
    }
    return time - since;
  }

  @EventListener
  void end(ContextClosedEvent closing) {
    close();
  }

  @Override
  public void close() {
    looks.shutdown();
    viewers.end();
  }
}
