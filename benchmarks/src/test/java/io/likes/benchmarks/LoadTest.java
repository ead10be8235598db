package io.likes.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A load")
class LoadTest {
  private static final Duration NONE = Duration.ZERO;

  @Test
  @DisplayName("on a schedule makes every call that is due, however late, and counts them")
  void open() {
    AtomicLong made = new AtomicLong();

    Load.Seen seen =
        Load.open(
            3,
            10_000,
            NONE,
            Duration.ofMillis(100),
            Duration.ofMillis(200),
            (c, i) -> made.incrementAndGet());

    assertThat(made).hasValue(3_000);
    assertThat(seen.latencies().getTotalCount()).isEqualTo(2_000);
  }

  @Test
  @DisplayName("on a schedule counts a stall for every call that it delayed")
  void coordinatedOmission() throws InterruptedException {
    CountDownLatch stall = new CountDownLatch(1);
    CountDownLatch stalled = new CountDownLatch(1);
    Thread release =
        new Thread(
            () -> {
              try {
                stalled.await();
                // So long that all 100 calls of the schedule are due.
                assertThat(
                        new CountDownLatch(1)
                            .await(150, java.util.concurrent.TimeUnit.MILLISECONDS))
                    .isFalse();
                stall.countDown();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    release.start();

    Load.Seen seen =
        Load.open(
            1,
            1_000,
            NONE,
            NONE,
            Duration.ofMillis(100),
            (caller, i) -> {
              stalled.countDown();
              awaitUninterrupted(stall);
            });

    release.join();
    // The last call is due 99 ms after the first, so it waits for at least 50 of the 150 ms.
    assertThat(seen.latencies().getMinValue()).isGreaterThan(40_000_000);
    assertThat(seen.latencies().getTotalCount()).isEqualTo(100);
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  @DisplayName("tells failed calls from answered ones")
  void failures() {
    Load.Seen seen =
        Load.open(
            2,
            1_000,
            NONE,
            NONE,
            Duration.ofMillis(100),
            (caller, i) -> {
              if (i % 2 == 0) {
                throw new IllegalStateException("every second one");
              }
            });

    assertThat(seen.failures()).isEqualTo(50);
    assertThat(seen.latencies().getTotalCount()).isEqualTo(50);
  }

  @Test
  @DisplayName("in a loop numbers the calls of each caller")
  void closed() {
    Set<String> calls = ConcurrentHashMap.newKeySet();

    Load.Seen seen =
        Load.closed(
            2,
            NONE,
            Duration.ofMillis(50),
            (caller, i) -> assertThat(calls.add(caller + "-" + i)).isTrue());

    assertThat(calls).contains("0-0", "1-0");
    assertThat(seen.failures()).isZero();
  }

  @Test
  @DisplayName("in a loop awaits and counts a call that outlasts the time, whether it fails or not")
  void outlasting() {
    Duration time = Duration.ofMillis(20);

    Load.Seen seen =
        Load.closed(
            2,
            NONE,
            time,
            (caller, i) -> {
              spin(2 * time.toNanos());
              if (caller == 1) {
                throw new IllegalStateException("late");
              }
            });

    assertThat(seen.latencies().getTotalCount()).isEqualTo(1);
    assertThat(seen.failures()).isEqualTo(1);
    assertThat(seen.seconds()).isGreaterThan(0.02);
    assertThat(seen.perSecond()).isEqualTo(1 / seen.seconds());
  }

  private static void spin(long nanos) {
    for (long start = System.nanoTime(); System.nanoTime() - start < nanos; ) {
      Thread.onSpinWait();
    }
  }

  @Test
  @DisplayName("in a loop leaves out a call that starts in the warm-up")
  void warmup() {
    Load.Seen seen =
        Load.closed(
            1,
            Duration.ofMillis(500),
            Duration.ofMillis(20),
            (caller, i) -> spin(Duration.ofMillis(520).toNanos()));

    assertThat(seen.latencies().getTotalCount()).isZero();
    assertThat(seen.perSecond()).isZero();
  }

  @Test
  @DisplayName("that gives up counts as failed what was still to come after the warm-up")
  void givenUp() {
    // Numbers 1, 4, 7, 10, of which those from 5 on count.
    assertThat(Load.left(1, 3, 5, 12)).isEqualTo(2);
    assertThat(Load.left(1, 3, 0, 12)).isEqualTo(4);
    assertThat(Load.left(10, 3, 5, 12)).isEqualTo(1);
    assertThat(Load.left(1, 3, 12, 12)).isZero();
  }

  @Test
  @DisplayName("of a fixed number makes each call until it is answered, and gives up at last")
  void each() {
    AtomicLong answered = new AtomicLong();
    Set<Long> failedOnce = ConcurrentHashMap.newKeySet();

    Load.each(
        4,
        1_000,
        (caller, i) -> {
          if (failedOnce.add(i)) {
            throw new IllegalStateException("once");
          }
          answered.incrementAndGet();
        });

    assertThat(answered).hasValue(1_000);
    assertThatThrownBy(
            () ->
                Load.each(
                    1,
                    1,
                    (caller, i) -> {
                      throw new IllegalStateException("always");
                    }))
        .hasMessageContaining("call 0 failed 20 times");
  }
}
