package io.likes.inmemory;

import io.likes.BackendException;
import io.likes.TimeSource;
import io.likes.spi.EventSink;
import io.likes.spi.LikeEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A log of events in the memory of this process, in the order in which they were published.
 *
 * <p>An event stays until every reader has committed it; without a reader it waits for the first
 * one. When the log is full, {@link #publish} fails at once with {@link
 * BackendException.Effect#NOT_APPLIED}, so that a slow reader never holds up a like. Thread-safe.
 */
public final class InMemoryEventLog implements EventSink {
  /** How many events a log holds if nothing else is said. */
  public static final int DEFAULT_CAPACITY = 100_000;

  private static final Duration DEFAULT_RETRY_PAUSE = Duration.ofSeconds(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition published = lock.newCondition();
  private final List<Reader> readers = new ArrayList<>();
  // The event at a position is at its remainder; positions only grow.
  private final @Nullable LikeEvent[] ring;
  private long start;
  private long end;

  /** Makes an empty log with the default capacity. */
  public InMemoryEventLog() {
    this(DEFAULT_CAPACITY);
  }

  /**
   * Makes an empty log.
   *
   * @param capacity how many events it holds, 4 bytes each in advance; at least 1
   * @throws IllegalArgumentException if {@code capacity} is less than 1
   */
  public InMemoryEventLog(int capacity) {
    this.ring = new LikeEvent[atLeastOne("capacity", capacity)];
  }

  /**
   * {@inheritDoc}
   *
   * @param spread has no meaning here: there is one partition
   * @throws BackendException if the log is full; the event will not be delivered
   */
  @Override
  public void publish(LikeEvent event, boolean spread) {
    Objects.requireNonNull(event, "event");
    lock.lock();
    try {
      if (end - start == ring.length) {
        throw new BackendException(
            BackendException.Effect.NOT_APPLIED,
            "the log is full: " + ring.length + " events are not committed by every reader",
            null);
      }
      ring[slot(end)] = event;
      end++;
      published.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Opens a reader at the oldest event that the log holds. */
  public Reader reader() {
    Reader reader = new Reader();
    lock.lock();
    try {
      reader.position = start;
      readers.add(reader);
    } finally {
      lock.unlock();
    }
    return reader;
  }

  /**
   * {@link #feed(Consumer, Duration, TimeSource)} with a pause of a second, on this machine's time.
   */
  public Feed feed(Consumer<? super Collection<LikeEvent>> consumer) {
    return feed(consumer, DEFAULT_RETRY_PAUSE, TimeSource.system());
  }

  /**
   * Starts a daemon thread that gives the events to a consumer, for example {@code
   * CountAggregator::accept}, in batches.
   *
   * @param consumer a batch that it throws at is given again, with later events perhaps
   * @param retryPause time between such tries; positive
   * @param time what the pause is measured by
   * @throws IllegalArgumentException if {@code retryPause} is not positive or above 292 years
   */
  public Feed feed(
      Consumer<? super Collection<LikeEvent>> consumer, Duration retryPause, TimeSource time) {
    Objects.requireNonNull(consumer, "consumer");
    Objects.requireNonNull(retryPause, "retryPause");
    Objects.requireNonNull(time, "time");
    if (retryPause.isNegative() || retryPause.isZero()) {
      throw new IllegalArgumentException("retryPause must be positive, but is " + retryPause);
    }
    if (retryPause.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException(
          "retryPause must be at most 292 years, but is " + retryPause);
    }
    return EventFeed.start(reader(), consumer, retryPause, time);
  }

  private int slot(long position) {
    return (int) (position % ring.length);
  }

  /** Forgets the events that every reader has committed; called under the lock. */
  private void trim() {
    long first = readers.stream().mapToLong(reader -> reader.position).min().orElse(start);
    while (start < first) {
      ring[slot(start)] = null;
      start++;
    }
  }

  private static int atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, but is " + value);
    }
    return value;
  }

  /** What gives events to a consumer until it is closed. */
  public interface Feed extends AutoCloseable {
    /**
     * Stops. Waits for the batch that the consumer has, if another thread than the consumer's
     * calls; then no batch is given any more. Idempotent.
     */
    @Override
    void close();
  }

  /**
   * A place in the log that moves when it is told. Several readers each get every event.
   * Thread-safe, though threads that share a reader commit each other's events.
   */
  public final class Reader implements AutoCloseable {
    private long position;
    private int given;
    private boolean stopped;
    private boolean closed;

    private Reader() {}

    /**
     * Returns the next events, oldest first, without waiting; none if there are none. The same ones
     * come again until {@link #commit}.
     *
     * @param max how many at most; at least 1
     * @throws IllegalArgumentException if {@code max} is less than 1
     * @throws IllegalStateException if the reader is closed
     */
    public List<LikeEvent> read(int max) {
      atLeastOne("max", max);
      lock.lock();
      try {
        checkOpen();
        return next(max);
      } finally {
        lock.unlock();
      }
    }

    /**
     * Moves behind the events of the last {@link #read}: call it when their effect is stored.
     *
     * @throws IllegalStateException if the reader is closed
     */
    public void commit() {
      lock.lock();
      try {
        checkOpen();
        position += given;
        given = 0;
        trim();
      } finally {
        lock.unlock();
      }
    }

    /** Closes the reader: the log keeps nothing for it any more. Idempotent. */
    @Override
    public void close() {
      lock.lock();
      try {
        closed = true;
        readers.remove(this);
        trim();
      } finally {
        lock.unlock();
      }
    }

    /** {@link #read} that waits for an event; returns none only after {@link #stopWaiting}. */
    List<LikeEvent> await(int max) {
      lock.lock();
      try {
        while (!stopped && position == end) {
          published.awaitUninterruptibly();
        }
        return stopped ? List.of() : next(max);
      } finally {
        lock.unlock();
      }
    }

    void stopWaiting() {
      lock.lock();
      try {
        stopped = true;
        published.signalAll();
      } finally {
        lock.unlock();
      }
    }

    private List<LikeEvent> next(int max) {
      given = (int) Math.min(max, end - position);
      List<LikeEvent> events = new ArrayList<>(given);
      for (int i = 0; i < given; i++) {
        events.add(Objects.requireNonNull(ring[slot(position + i)]));
      }
      return Collections.unmodifiableList(events);
    }

    private void checkOpen() {
      if (closed) {
        throw new IllegalStateException("the reader is closed");
      }
    }
  }
}
