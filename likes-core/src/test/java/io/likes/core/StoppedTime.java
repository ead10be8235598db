package io.likes.core;

import io.likes.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes, and periodic work that runs, only when a test says so. */
final class StoppedTime implements TimeSource {
  private final AtomicLong nanos = new AtomicLong();
  private final List<Runnable> tasks = new CopyOnWriteArrayList<>();

  void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  /** Runs every periodic task once. */
  void tick() {
    tasks.forEach(Runnable::run);
  }

  int tasks() {
    return tasks.size();
  }

  @Override
  public long nanoTime() {
    return nanos.get();
  }

  @Override
  public long currentTimeMillis() {
    return Duration.ofNanos(nanos.get()).toMillis();
  }

  @Override
  public Periodic every(Duration period, Runnable task) {
    tasks.add(task);
    return () -> tasks.remove(task);
  }
}
