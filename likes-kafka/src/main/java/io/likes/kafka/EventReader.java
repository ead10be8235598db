package io.likes.kafka;

import io.likes.BackendException;
import io.likes.LikesListener;
import io.likes.TimeSource;
import io.likes.kafka.Batch.Subscriber;
import io.likes.kafka.LikeEventConsumer.Lag;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidGroupIdException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a log on a thread of its own: takes records, gives them to the subscribers, and only then
 * stores the position. While a backend is down it reads nothing and stays a member.
 */
final class EventReader implements EventLog.Owner, Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(LikeEventConsumer.class);
  private static final Duration POLL_TIME = Duration.ofMillis(500);
  private static final Duration PAUSED_POLL_TIME = Duration.ofMillis(50);
  private static final Duration REPORT_PERIOD = Duration.ofSeconds(1);
  // How long events are given one by one before the log is polled again, without which the others
  // would take this reader for dead.
  private static final Duration DELIVERY_TIME = Duration.ofSeconds(1);

  /**
   * What a reader is told.
   *
   * @param retryPause time between tries of what failed
   * @param commitInterval time between commits
   */
  record Timing(TimeSource time, Duration retryPause, Duration commitInterval) {}

  /** A lag and when it was so. */
  private record Measured(Lag lag, long nanoTime) {}

  private final EventLog.Opener opener;
  private final List<Subscriber> subscribers;
  private final DeadLetters deadLetters;
  private final LikesListener listener;
  private final TimeSource time;
  private final Timing timing;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final CountDownLatch closing = new CountDownLatch(1);

  // Replaced by the reader's thread; read by whoever closes.
  private volatile @Nullable EventLog log;
  private volatile Measured measured;

  // Records whose effect is not stored yet.
  private @Nullable Batch batch;
  // Positions whose effect is stored, and that are not.
  private final Map<TopicPartition, Long> uncommitted = new HashMap<>();
  // The time of which each partition is read up to, in milliseconds: that of its last record, or a
  // later one by which nothing had come.
  private final Map<TopicPartition, Long> readUpTo = new HashMap<>();
  // When nothing waited for the last time, if nothing has waited since; else 0.
  private long idleAt;
  private boolean paused;
  private boolean failing;
  private long retryAt;
  private long commitAt;
  private long reportAt;

  EventReader(
      EventLog.Opener opener,
      List<Subscriber> subscribers,
      DeadLetters deadLetters,
      LikesListener listener,
      Timing timing) {
    this.opener = opener;
    this.subscribers = List.copyOf(subscribers);
    this.deadLetters = deadLetters;
    this.listener = listener;
    this.timing = timing;
    this.time = timing.time();
    this.commitAt = time.nanoTime();
    this.reportAt = time.nanoTime();
    this.measured = new Measured(new Lag(0, Duration.ZERO), time.nanoTime());
  }

  /** Opens the log, so that a wrong configuration is seen before a thread runs. */
  void open() {
    log = opener.open(this);
  }

  /** Reads until {@link #stop} or until it cannot go on. */
  @Override
  public void run() {
    try {
      while (!stopping()) {
        step();
      }
      leave();
      ended.complete(null);
    } catch (Throwable e) {
      // An exception that is not declared too, as other languages on the JVM throw them
      LOG.error("the reader of events ends, and no event is taken any more", e);
      try {
        abandon();
      } finally {
        ended.completeExceptionally(e);
      }
    }
  }

  /** Asks the reader to end behind the batch that the subscribers have. Idempotent. */
  void stop() {
    closing.countDown();
    EventLog reading = log;
    if (reading != null) {
      reading.wakeUp();
    }
  }

  CompletableFuture<Void> ended() {
    return ended;
  }

  /** Returns the lag; while nothing is measured, as if an event had come right after. */
  Lag lag() {
    Measured last = measured;
    Duration since = Duration.ofNanos(time.nanoTime() - last.nanoTime());
    return since.compareTo(REPORT_PERIOD.multipliedBy(2)) <= 0
        ? last.lag()
        : new Lag(last.lag().events(), last.lag().age().plus(since));
  }

  private boolean stopping() {
    return closing.getCount() == 0;
  }

  /** One turn, and what its failure means. */
  void step() {
    // Whatever a subscriber did about an interruption, the reader ends by stop only.
    boolean unused = Thread.interrupted();
    try {
      EventLog reading = log;
      if (reading == null) {
        open();
      } else {
        turn(reading);
        measure(reading);
      }
    } catch (WakeupException e) {
      LOG.debug("woken up", e);
    } catch (RetriableException e) {
      LOG.debug("the log did not answer; going on", e);
    } catch (RuntimeException e) {
      if (endsReader(e)) {
        throw e;
      }
      LOG.warn("reading the log failed; joining again after {}", timing.retryPause(), e);
      abandon();
      pause();
    }
    if (time.nanoTime() - reportAt >= 0) {
      reportAt = time.nanoTime() + REPORT_PERIOD.toNanos();
      Lag lag = lag();
      listener.lagging(lag.events(), lag.age());
    }
  }

  /** Returns whether only an operator can help: rights, identity, configuration. */
  private static boolean endsReader(RuntimeException e) {
    return e instanceof InvalidConfigurationException
        || e instanceof InvalidGroupIdException
        || e instanceof FencedInstanceIdException
        || e instanceof ConfigException;
  }

  private void turn(EventLog reading) {
    List<ConsumerRecord<byte[], byte[]>> records =
        reading.poll(batch == null ? POLL_TIME : PAUSED_POLL_TIME);
    if (!records.isEmpty()) {
      if (batch != null) {
        // To go on would skip them: joining again brings them once more.
        throw new IllegalStateException("records came while reading was paused");
      }
      batch = new Batch(records);
    }
    if (batch != null && (!failing || time.nanoTime() - retryAt >= 0)) {
      deliver(reading, batch);
    }
    if (time.nanoTime() - commitAt >= 0) {
      commitAt = time.nanoTime() + timing.commitInterval().toNanos();
      if (!uncommitted.isEmpty()) {
        Map<TopicPartition, Long> positions = Map.copyOf(uncommitted);
        // Those that have moved on meanwhile stay, and all of them if it fails.
        reading.commit(positions, () -> positions.forEach(uncommitted::remove));
      }
    }
  }

  private void deliver(EventLog reading, Batch current) {
    long start = time.nanoTime();
    boolean whole;
    try {
      whole =
          current.deliver(
              subscribers,
              deadLetters,
              () -> !stopping() && time.nanoTime() - start < DELIVERY_TIME.toNanos());
    } catch (BackendException e) {
      if (failing) {
        LOG.debug("events could not be taken again", e);
      } else {
        LOG.warn(
            "events could not be taken; reading pauses, next try in {}", timing.retryPause(), e);
      }
      failing = true;
      retryAt = time.nanoTime() + timing.retryPause().toNanos();
      whole = false;
    }
    if (!whole) {
      paused = true;
      reading.pause();
      return;
    }
    uncommitted.putAll(current.positions());
    readUpTo.putAll(current.newest());
    batch = null;
    if (failing) {
      failing = false;
      LOG.info("events are taken again");
    }
    if (paused) {
      paused = false;
      reading.resume();
    }
  }

  private void measure(EventLog reading) {
    if (time.nanoTime() - reportAt < 0) {
      return;
    }
    if (!reading.answers()) {
      idleAt = 0;
      return;
    }
    long now = time.currentTimeMillis();
    Batch waiting = batch;
    Map<TopicPartition, Long> since = new HashMap<>();
    long events = 0;
    for (Map.Entry<TopicPartition, Long> unread : reading.unread().entrySet()) {
      events += unread.getValue();
      if (unread.getValue() > 0) {
        since.put(unread.getKey(), readUpTo.getOrDefault(unread.getKey(), now));
      } else if (idleAt > 0) {
        // As of the last answer of the broker, which came after the last measurement.
        readUpTo.merge(unread.getKey(), idleAt, Math::max);
      }
    }
    if (waiting != null) {
      events += waiting.size();
      since.putAll(waiting.oldest());
    }
    // While reading pauses the broker is not asked.
    idleAt = waiting == null ? now : 0;
    long oldest = since.values().stream().mapToLong(Long::longValue).min().orElse(now);
    Lag lag = new Lag(events, Duration.ofMillis(Math.max(0, now - oldest)));
    measured = new Measured(lag, time.nanoTime());
  }

  @Override
  public void revoked(Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> last = new HashMap<>(uncommitted);
    last.keySet().retainAll(partitions);
    lost(partitions);
    EventLog reading = log;
    if (reading != null) {
      commitLast(reading, last);
    }
  }

  @Override
  public void lost(Collection<TopicPartition> partitions) {
    uncommitted.keySet().removeAll(partitions);
    readUpTo.keySet().removeAll(partitions);
    if (batch != null) {
      batch.forget(partitions);
    }
  }

  /** Stores the last positions and leaves the others. */
  private void leave() {
    EventLog reading = log;
    if (reading != null) {
      commitLast(reading, Map.copyOf(uncommitted));
      abandon();
    }
  }

  private static void commitLast(EventLog reading, Map<TopicPartition, Long> positions) {
    if (positions.isEmpty()) {
      return;
    }
    try {
      try {
        reading.commitNow(positions);
      } catch (WakeupException e) {
        // It was meant for a poll, and comes once.
        reading.commitNow(positions);
      }
    } catch (RuntimeException e) {
      LOG.debug("the last positions were not stored; events come again", e);
    }
  }

  private void abandon() {
    EventLog reading = log;
    log = null;
    batch = null;
    failing = false;
    paused = false;
    idleAt = 0;
    uncommitted.clear();
    if (reading != null) {
      try {
        reading.close();
      } catch (RuntimeException e) {
        LOG.debug("the log could not be closed in order", e);
      }
    }
  }

  private void pause() {
    try {
      boolean unused = closing.await(timing.retryPause().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      // Not from stop: goes on at once.
      LOG.debug("interrupted", e);
    }
  }
}
