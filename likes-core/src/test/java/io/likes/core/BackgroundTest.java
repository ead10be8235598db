package io.likes.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BackgroundTest {
  private final List<String> done = new ArrayList<>();

  private void run(Executor executor, Runnable work) {
    try (Background background = new Background(executor)) {
      background.execute(work);
    }
  }

  @Test
  @DisplayName("Work that the executor rejects, or fails to take, runs on the caller's thread")
  void refused() {
    run(
        work -> {
          throw new RejectedExecutionException("full");
        },
        () -> done.add("rejected"));
    run(
        work -> {
          throw new IllegalStateException("broken");
        },
        () -> done.add("broken"));

    run(
        work -> {
          throw new OutOfMemoryError("no thread, in a test");
        },
        () -> done.add("no thread"));

    assertThat(done).containsExactly("rejected", "broken", "no thread");
  }

  @Test
  @DisplayName("Work runs once, also if the executor fails when it has run")
  void failsBehindTheWork() {
    run(
        work -> {
          work.run();
          throw new IllegalStateException("broken");
        },
        () -> done.add("once"));

    assertThat(done).containsExactly("once");
  }

  @Test
  @DisplayName("Work that fails does not fail the caller who brings it")
  void workFails() {
    run(
        Runnable::run,
        () -> {
          done.add("exception");
          throw new IllegalStateException("in a test");
        });
    run(
        Runnable::run,
        () -> {
          done.add("error");
          throw new AssertionError("in a test");
        });

    assertThat(done).containsExactly("exception", "error");
  }
}
