package io.likes.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.likes.BackendException;
import io.likes.UserId;
import io.likes.spi.CellId;
import io.likes.spi.LikeStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A thread for each cell that likes and unlikes, whatever it is answered. */
final class AnyAnswers {
  private static final String NAME = "passing-";

  private final Map<CellId, AtomicInteger> answers = new ConcurrentHashMap<>();
  private final AtomicBoolean stop = new AtomicBoolean();
  private final List<Thread> threads;
  private volatile Throwable failure;

  AnyAnswers(LikeStore store, List<CellId> cells) {
    cells.forEach(cell -> answers.put(cell, new AtomicInteger()));
    threads = cells.stream().map(cell -> new Thread(() -> run(store, cell))).toList();
    threads.forEach(Thread::start);
  }

  private void run(LikeStore store, CellId cell) {
    for (int i = 0; !stop.get(); i++) {
      try {
        Likers.like(store, cell, NAME + i % 100, i / 100 % 2 == 0);
        answers.get(cell).incrementAndGet();
      } catch (BackendException e) {
        assertThat(e.effect()).isNotNull();
      } catch (RuntimeException | Error e) {
        failure = e;
        return;
      }
    }
  }

  /** Returns whether a user is one of these threads. */
  static boolean has(UserId user) {
    return user.value().startsWith(NAME);
  }

  void awaitAnswers(int more) {
    int wanted = sum() + more;
    await().atMost(Duration.ofSeconds(60)).pollInterval(Likers.POLL).until(() -> sum() >= wanted);
  }

  /** Waits for answers of a cell that come after this call. */
  void awaitAnswerOf(CellId cell) {
    int wanted = answers.get(cell).get() + 50;
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Likers.POLL)
        .until(() -> answers.get(cell).get() >= wanted);
  }

  void stop() throws InterruptedException {
    stop.set(true);
    for (Thread thread : threads) {
      thread.join(30_000);
      assertThat(thread.isAlive()).as("a caller that hangs").isFalse();
    }
    assertThat(failure).isNull();
  }

  private int sum() {
    return answers.values().stream().mapToInt(AtomicInteger::get).sum();
  }
}
