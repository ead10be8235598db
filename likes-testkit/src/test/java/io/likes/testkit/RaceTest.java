package io.likes.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RaceTest {
  private final RuntimeException failure = new RuntimeException("from a turn");

  @Test
  void resultsAreByRoundAndThread() {
    assertThat(Race.rounds(3, 2, (round, thread) -> round + "/" + thread))
        .isEqualTo(List.of(List.of("0/0", "0/1"), List.of("1/0", "1/1"), List.of("2/0", "2/1")));
  }

  @Test
  void failureOfOneThreadIsThrown() {
    assertThatThrownBy(() -> Race.run(2, thread -> thread == 0 ? thread : fail()))
        .isInstanceOf(AssertionError.class)
        .hasCause(failure);
  }

  /** The other thread is still in its turn when the first one has failed and left. */
  @Test
  void failureInARoundEndsTheRace() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    Thread[] failing = new Thread[1];
    Callable<List<List<Integer>>> race =
        () ->
            Race.rounds(
                2,
                2,
                (round, thread) -> {
                  if (thread == 0) {
                    failing[0] = Thread.currentThread();
                    slow.countDown();
                    return fail();
                  }
                  await(slow);
                  while (failing[0].getState() != Thread.State.WAITING
                      && failing[0].getState() != Thread.State.TERMINATED) {
                    Thread.onSpinWait();
                  }
                  return round;
                });
    assertThatThrownBy(race::call)
        .isInstanceOf(AssertionError.class)
        .hasMessage("a racing thread failed: " + failure)
        .hasCause(failure);
  }

  @Test
  void hangingThreadDoesNotHideTheFailureOfAnother() {
    CountDownLatch never = new CountDownLatch(1);
    List<Callable<Integer>> tasks =
        List.of(
            () -> {
              never.await();
              return 0;
            },
            this::fail);
    assertThatThrownBy(() -> Race.call(tasks, Duration.ZERO))
        .isInstanceOf(AssertionError.class)
        .hasMessage("a racing thread hangs")
        .satisfies(
            hanging ->
                assertThat(hanging.getSuppressed())
                    .hasAtLeastOneElementOfType(InterruptedException.class)
                    .contains(failure));
  }

  private int fail() {
    throw failure;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
