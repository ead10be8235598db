package io.likes.examples.service.demo;

import io.likes.BackendException;
import io.likes.ContentId;
import io.likes.LikeService;
import io.likes.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
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
  private static final int REMEMBERED = 240;

  private final ContentId post;
  private final LikeService likes;
  private final Cells cells;
  private final StormWatch watch;
  private final Storm storm;
  private final Set<SseEmitter> pages = ConcurrentHashMap.newKeySet();
  // Held while samples are added and sent, so that a page gets the last minutes before what is new.
  private final ReentrantLock sending = new ReentrantLock();
  private final Deque<Sample> samples = new ArrayDeque<>();
  private final TimeSource.Periodic looks;
  private long lastNanos = System.nanoTime();

  Dashboard(ContentId post, LikeService likes, Cells cells, StormWatch watch, Storm storm) {
    this.post = post;
    this.likes = likes;
    this.cells = cells;
    this.watch = watch;
    this.storm = storm;
    looks = TimeSource.system().every(PERIOD, this::look);
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
    SseEmitter page = new SseEmitter(0L);
    page.onCompletion(() -> pages.remove(page));
    page.onTimeout(page::complete);
    page.onError(error -> pages.remove(page));
    sending.lock();
    try {
      pages.add(page);
      send(page, List.copyOf(samples));
    } finally {
      sending.unlock();
    }
    return page;
  }

  private void look() {
    try {
      publish(sample());
    } catch (BackendException e) {
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

  private void publish(Sample sample) {
    sending.lock();
    try {
      samples.addLast(sample);
      if (samples.size() > REMEMBERED) {
        samples.removeFirst();
      }
      pages.forEach(page -> send(page, List.of(sample)));
    } finally {
      sending.unlock();
    }
  }

  private long behind(long time, long exact, long shown) {
    if (shown >= exact) {
      return 0;
    }
    Iterator<Sample> newestFirst = samples.descendingIterator();
    while (newestFirst.hasNext()) {
      Sample sample = newestFirst.next();
      if (sample.exact() <= shown) {
        return time - sample.time();
      }
    }
    return samples.isEmpty() ? 0 : time - samples.getFirst().time();
  }

  private void send(SseEmitter page, List<Sample> some) {
    try {
      page.send(some);
    } catch (IOException | IllegalStateException e) {
      // The page was closed.
      pages.remove(page);
    }
  }

  /** Ends the streams, which would hold up a graceful shutdown. */
  @EventListener
  void end(ContextClosedEvent closing) {
    looks.close();
    pages.forEach(SseEmitter::complete);
  }

  @Override
  public void close() {
    looks.close();
  }
}
