package io.likes.examples.service.demo;

import io.likes.BackendException;
import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.LikeService;
import io.likes.UserId;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/** A crowd of new users who like one post, each once. One storm at a time. Thread-safe. */
final class Storm implements AutoCloseable {
  static final int MAX_LIKES = 1_000_000;
  static final Duration MAX_DURATION = Duration.ofMinutes(5);
  // Likes of all storms together: in memory they stay.
  static final int MAX_IN_ALL = 5_000_000;

  private static final Logger log = LoggerFactory.getLogger(Storm.class);
  // So many likes share a write where a write takes a round trip.
  private static final int THREADS = 64;
  private static final int TRIES = 5;
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration LAST_LIKES = Duration.ofSeconds(10);
  private static final ContentType TYPE = ContentType.of("post");

  // Not the service behind the API but one beside it over the same backend, as another process of a
  // fleet has one: so the count that the page shows comes from elsewhere, and has an age.
  private final LikeService likes;
  private final ContentId post;
  private final ExecutorService crowd =
      Executors.newFixedThreadPool(
          THREADS,
          work -> {
            Thread thread = new Thread(work, "crowd");
            thread.setDaemon(true);
            return thread;
          });
  private final AtomicReference<@Nullable Wave> newest = new AtomicReference<>();
  private final AtomicLong startedInAll = new AtomicLong();
  private volatile boolean closing;

  Storm(LikeService likes, ContentId post) {
    this.likes = likes;
    this.post = post;
  }

  /**
   * How far a storm is.
   *
   * @param running whether likes are still being made
   * @param total likes it was started with; 0 if there never was one
   * @param answered likes that were answered
   * @param failed likes that the backend refused in every try
   */
  record State(boolean running, int total, long answered, long failed) {}

  /**
   * Starts a storm.
   *
   * @param count how many likes, 1 to {@link #MAX_LIKES}
   * @param duration over which they come, slowly at first, then fast, then slowly again; zero for
   *     as fast as they can
   * @return whether it was started; false if one is running
   * @throws IllegalArgumentException if an argument is out of its range
   */
  boolean start(int count, Duration duration) {
    if (count < 1 || count > MAX_LIKES) {
      throw new IllegalArgumentException("likes must be 1 to " + MAX_LIKES + ", but is " + count);
    }
    if (duration.isNegative() || duration.compareTo(MAX_DURATION) > 0) {
      throw new IllegalArgumentException(
          "seconds must be 0 to " + MAX_DURATION.toSeconds() + ", but is " + duration.toSeconds());
    }
    if (startedInAll.get() + count > MAX_IN_ALL) {
      throw new IllegalArgumentException(
          "likes of all storms must be at most %d together, but %d were started and %d come"
              .formatted(MAX_IN_ALL, startedInAll.get(), count));
    }
    Wave last = newest.get();
    Wave wave = new Wave(post, "storm-" + UUID.randomUUID() + "-", count, duration);
    if ((last != null && last.running()) || !newest.compareAndSet(last, wave)) {
      return false;
    }
    startedInAll.addAndGet(count);
    wave.start();
    return true;
  }

  /** Stops the storm, if there is one; likes that are under way are still answered. */
  void stop() {
    Wave wave = newest.get();
    if (wave != null) {
      wave.stopped = true;
    }
  }

  State state() {
    Wave wave = newest.get();
    return wave == null ? new State(false, 0, 0, 0) : wave.state();
  }

  /**
   * Makes the same users like a post, and waits until all have; gives up if the backend refuses one
   * of them in every try.
   *
   * @return how many likes were not made
   */
  long likeAll(ContentId content, int count) throws InterruptedException {
    Wave first = new Wave(content, "reader-", count, Duration.ZERO);
    first.givesUp = true;
    first.start();
    first.done.await();
    return count - first.answered.sum();
  }

  /** Lets no like begin any more. */
  @EventListener
  void end(ContextClosedEvent event) {
    closing = true;
  }

  /** Waits for the likes that are under way: the backend closes behind this. */
  @Override
  public void close() {
    closing = true;
    crowd.shutdown();
    try {
      if (!crowd.awaitTermination(LAST_LIKES.toNanos(), TimeUnit.NANOSECONDS)) {
        log.warn("likes of a storm are still under way after {}", LAST_LIKES);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    likes.close();
  }

  private final class Wave {
    private final ContentId content;
    private final String users;
    private final int count;
    private final long durationNanos;
    private final long startNanos = System.nanoTime();
    private final AtomicInteger next = new AtomicInteger();
    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final CountDownLatch done = new CountDownLatch(THREADS);
    private volatile boolean stopped;
    private volatile boolean givesUp;

    Wave(ContentId content, String users, int count, Duration duration) {
      this.content = content;
      this.users = users;
      this.count = count;
      this.durationNanos = duration.toNanos();
    }

    void start() {
      for (int i = 0; i < THREADS; i++) {
        try {
          crowd.execute(this::work);
        } catch (RejectedExecutionException e) {
          // The service ends.
          done.countDown();
        }
      }
    }

    private boolean over() {
      return stopped || closing;
    }

    boolean running() {
      return done.getCount() > 0;
    }

    State state() {
      return new State(running(), count, answered.sum(), failed.sum());
    }

    private void work() {
      try {
        for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
          awaitTurn(i);
          if (over()) {
            return;
          }
          if (like(UserId.of(users + i))) {
            answered.increment();
          } else {
            failed.increment();
            stopped |= givesUp;
          }
        }
      } finally {
        done.countDown();
      }
    }

    /**
     * The sum of likes follows sin²: the rate rises from nothing, peaks in the middle, and falls.
     */
    private void awaitTurn(int i) {
      double turn = 2 / Math.PI * Math.asin(Math.sqrt(i / (double) count));
      long due = startNanos + (long) (turn * durationNanos);
      for (long left = due - System.nanoTime();
          left > 0 && !over();
          left = due - System.nanoTime()) {
        LockSupport.parkNanos(this, Math.min(left, 100_000_000));
      }
    }

    private boolean like(UserId user) {
      for (int tries = 1; ; tries++) {
        try {
          likes.like(content, user, TYPE);
          return true;
        } catch (BackendException e) {
          // Trying again is always safe, and a like that was stored is found.
          if (tries == TRIES || over()) {
            log.debug("a like failed", e);
            return false;
          }
          LockSupport.parkNanos(this, PAUSE.toNanos());
        }
      }
    }
  }
}
