package io.likes.inmemory;

import io.likes.TimeSource;
import io.likes.spi.LikeEvent;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that gives what a reader reads to a consumer, and commits it afterwards. */
final class EventFeed implements InMemoryEventLog.Feed {
  private static final Logger LOG = LoggerFactory.getLogger(InMemoryEventLog.class);
  private static final int MAX_BATCH = 1000;

  private final InMemoryEventLog.Reader reader;
  private final Consumer<? super Collection<LikeEvent>> consumer;
  private final Duration retryPause;
  private final TimeSource time;
  private final Thread thread;
  private final Semaphore wakeUp = new Semaphore(0);
  private volatile boolean closed;

  private EventFeed(
      InMemoryEventLog.Reader reader,
      Consumer<? super Collection<LikeEvent>> consumer,
      Duration retryPause,
      TimeSource time) {
    this.reader = reader;
    this.consumer = consumer;
    this.retryPause = retryPause;
    this.time = time;
    this.thread = new Thread(this::run, "likes-event-feed");
    this.thread.setDaemon(true);
  }

  static EventFeed start(
      InMemoryEventLog.Reader reader,
      Consumer<? super Collection<LikeEvent>> consumer,
      Duration retryPause,
      TimeSource time) {
    EventFeed feed = new EventFeed(reader, consumer, retryPause, time);
    feed.thread.start();
    return feed;
  }

  @Override
  public void close() {
    closed = true;
    reader.stopWaiting();
    wakeUp.release();
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (reader) {
      boolean failed = false;
      while (!closed) {
        List<LikeEvent> events = reader.await(MAX_BATCH);
        if (events.isEmpty()) {
          return;
        }
        try {
          consumer.accept(events);
          reader.commit();
          failed = false;
        } catch (RuntimeException | Error e) {
          if (failed) {
            LOG.debug("consumer of events failed again", e);
          } else {
            LOG.warn("consumer of events failed; it gets them again after {}", retryPause, e);
          }
          failed = true;
          pause();
        }
      }
    }
  }

  private void pause() {
    wakeUp.drainPermits();
    if (closed) {
      return;
    }
    try (TimeSource.Periodic tick = time.every(retryPause, wakeUp::release)) {
      wakeUp.acquireUninterruptibly();
    }
  }
}
