package io.likes.inmemory.service;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/** Background work that runs when a test says so. */
final class QueuedWork implements Executor {
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

  @Override
  public void execute(Runnable work) {
    waiting.add(work);
  }

  int size() {
    return waiting.size();
  }

  void runAll() {
    for (Runnable work = waiting.poll(); work != null; work = waiting.poll()) {
      work.run();
    }
  }
}
