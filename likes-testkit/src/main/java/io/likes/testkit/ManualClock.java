package io.likes.testkit;

import io.likes.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Time that stands still until a test moves it, for services and backends under test.
 *
 * <p>Periodic tasks run only inside {@link #advance}, on its caller's thread. Monotonic time starts
 * one minute before it overflows, so that code that compares two of its values, instead of looking
 * at their difference, is found.
 *
 * <p>Thread-safe.
 */
public final class ManualClock implements TimeSource {
  private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
  private static final long ORIGIN = Long.MAX_VALUE - Duration.ofMinutes(1).toNanos();

  // Held while tasks run, so that two threads that advance take turns.
  private final ReentrantLock advancing = new ReentrantLock();
  // Guards the queue, the tasks in it and every move of time; never held while a task runs.
  private final ReentrantLock lock = new ReentrantLock();
  private final PriorityQueue<Task> queue =
      new PriorityQueue<>(
          Comparator.comparingLong((Task task) -> task.due).thenComparingLong(task -> task.number));
  private long tasks;
  private volatile long elapsedNanos;
  private volatile long wallMillis;

  /** Makes a clock whose wall time is the start of the year 2025, UTC. */
  public ManualClock() {
    this(START);
  }

  /**
   * Makes a clock.
   *
   * @param wallTime wall time at first, cut to milliseconds
   * @throws IllegalArgumentException if {@code wallTime} is null
   */
  public ManualClock(Instant wallTime) {
    wallMillis = Check.present("wallTime", wallTime).toEpochMilli();
  }

  @Override
  public long nanoTime() {
    return ORIGIN + elapsedNanos;
  }

  @Override
  public long currentTimeMillis() {
    return wallMillis + elapsedNanos / 1_000_000;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if an argument is null or the period is not positive
   */
  @Override
  public Periodic every(Duration period, Runnable task) {
    long nanos = Check.nanos("period", period, 1);
    Check.present("task", task);
    lock.lock();
    try {
      Task added = new Task(nanos, task, tasks++);
      added.enqueue();
      return added;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Moves monotonic and wall time on. Runs each periodic task as often as it falls due on the way,
   * in the order of time and then of registration, and shows it the time at which it is due.
   *
   * @param time how far; zero is allowed
   * @throws IllegalArgumentException if {@code time} is null, negative or more than 292 years
   * @throws IllegalStateException if a periodic task calls this
   * @throws RuntimeException the first failure of a task, the later ones suppressed in it; thrown
   *     at the end, after all due tasks ran and time stands where it should
   */
  public void advance(Duration time) {
    long nanos = Check.nanos("time", time, 0);
    if (advancing.isHeldByCurrentThread()) {
      throw new IllegalStateException("a periodic task must not advance the clock that runs it");
    }
    advancing.lock();
    try {
      runUntil(Math.addExact(elapsedNanos, nanos));
    } finally {
      advancing.unlock();
    }
  }

  /**
   * Moves wall time alone, as an operator or a time server does; no task becomes due by it.
   *
   * @param jump how far; negative to go back
   * @throws IllegalArgumentException if {@code jump} is null
   */
  public void jumpWallClock(Duration jump) {
    long millis = Check.present("jump", jump).toMillis();
    lock.lock();
    try {
      wallMillis = Math.addExact(wallMillis, millis);
    } finally {
      lock.unlock();
    }
  }

  private void runUntil(long end) {
    RuntimeException failure = null;
    for (Task task = startNext(end); task != null; task = startNext(end)) {
      try {
        task.action.run();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else if (failure != e) {
          failure.addSuppressed(e);
        }
      } finally {
        task.ended();
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Takes the next due task from the queue and goes to its time; if there is none, to the end. */
  private @Nullable Task startNext(long end) {
    lock.lock();
    try {
      Task next = queue.peek();
      if (next == null || next.due > end) {
        elapsedNanos = end;
        return null;
      }
      elapsedNanos = next.due;
      return queue.remove();
    } finally {
      lock.unlock();
    }
  }

  /**
   * A task is in the queue unless it runs or is closed: leaving the queue is the start of a run.
   */
  private final class Task implements Periodic {
    final long period;
    final Runnable action;
    final long number;
    long due;
    boolean closed;

    Task(long period, Runnable action, long number) {
      this.period = period;
      this.action = action;
      this.number = number;
    }

    void enqueue() {
      long sum = elapsedNanos + period;
      due = sum < 0 ? Long.MAX_VALUE : sum;
      queue.add(this);
    }

    void ended() {
      lock.lock();
      try {
        if (!closed) {
          enqueue();
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        closed = true;
        queue.remove(this);
      } finally {
        lock.unlock();
      }
    }
  }
}
