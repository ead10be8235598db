package io.likes.testkit;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A gap between two steps of a broken store, held open until another thread comes into it too, or
 * none seems to come.
 */
final class RaceWindow {
  private static final int MOST_SPINS = 300;

  private final AtomicLong arrivals = new AtomicLong();

  @SuppressWarnings("ThreadPriorityCheck") // With few cores the other thread must get one.
  void pass() {
    long mine = arrivals.incrementAndGet();
    for (int spins = 0; spins < MOST_SPINS && arrivals.get() == mine; spins++) {
      Thread.yield();
    }
  }
}
