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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A crowd of new users who like one post, each once. One storm at a time. Thread-safe. */
final class Storm implements AutoCloseable {
  static final int MAX_LIKES = 1_000_000;
  static final Duration MAX_DURATION = Duration.ofMinutes(5);

  // So many likes share a write where a write takes a round trip.
  private static final int THREADS = 64;
  private static final int TRIES = 5;
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
    Wave last = newest.get();
    Wave wave = new Wave(post, "storm-" + UUID.randomUUID() + "-", count, duration);
    if ((last != null && last.running()) || !newest.compareAndSet(last, wave)) {
      return false;
    }
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

  /** Makes the same users like a post, and waits until all do. */
  void likeAll(ContentId content, int count) throws InterruptedException {
    Wave first = new Wave(content, "reader-", count, Duration.ZERO);
    first.start();
    first.done.await();
  }

  @Override
  public void close() {
    stop();
    crowd.shutdown();
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

    Wave(ContentId content, String users, int count, Duration duration) {
      this.content = content;
      this.users = users;
      this.count = count;
      this.durationNanos = duration.toNanos();
    }

    void start() {
      for (int i = 0; i < THREADS; i++) {
        crowd.execute(this::work);
      }
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
          if (stopped) {
            return;
          }
          (like(UserId.of(users + i)) ? answered : failed).increment();
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
          left > 0 && !stopped;
          left = due - System.nanoTime()) {
        LockSupport.parkNanos(this, Math.min(left, 100_000_000));
      }
    }

    private boolean like(UserId user) {
      for (int tries = 0; tries < TRIES; tries++) {
        try {
          likes.like(content, user, TYPE);
          return true;
        } catch (BackendException e) {
          // Trying again is always safe, and a like that was stored is found.
        }
      }
      return false;
    }
  }
}
