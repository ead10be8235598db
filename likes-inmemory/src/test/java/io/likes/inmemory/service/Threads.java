package io.likes.inmemory.service;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Threads of a test, started together. */
final class Threads<T> {
  // Only so that a hanging test does not hang the build.
  private static final long HANGING_SECONDS = 120;

  private final List<Thread> threads = new ArrayList<>();
  private final List<FutureTask<T>> tasks = new ArrayList<>();

  private Threads() {}

  /** Starts a task in each of some threads. */
  static <T> Threads<T> start(int count, IntFunction<Callable<T>> task) {
    Threads<T> started = new Threads<>();
    CountDownLatch together = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      Callable<T> call = task.apply(i);
      FutureTask<T> future =
          new FutureTask<>(
              () -> {
                together.countDown();
                together.await();
                return call.call();
              });
      Thread thread = new Thread(future, "test-" + i);
      thread.setDaemon(true);
      started.tasks.add(future);
      started.threads.add(thread);
    }
    started.threads.forEach(Thread::start);
    return started;
  }

  /** Returns when that many of the threads wait with a timeout, as callers of a service do. */
  void awaitWaiting(int count) {
    while (threads.stream().filter(t -> t.getState() == Thread.State.TIMED_WAITING).count()
        < count) {
      Thread.onSpinWait();
    }
  }

  /** Interrupts all threads. */
  void interrupt() {
    threads.forEach(Thread::interrupt);
  }

  /** Returns what the tasks returned; throws the first failure. */
  List<T> join() throws Exception {
    List<T> results = new ArrayList<>();
    for (FutureTask<T> task : tasks) {
      results.add(task.get(HANGING_SECONDS, TimeUnit.SECONDS));
    }
    return results;
  }
}
