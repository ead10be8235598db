package io.likes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SystemTimeTest {
  private static final Duration MOST_AHEAD = Duration.ofMillis(10);

  private final TimeSource time = TimeSource.system();

  @Test
  @DisplayName("The coarse time moves on, never back, and is little ahead of the exact one")
  void coarseTime() {
    long last = time.coarseNanoTime();
    for (int ticks = 0; ticks < 5; ) {
      long coarse = time.coarseNanoTime();
      long exact = time.nanoTime();
      assertThat(coarse - exact).isLessThanOrEqualTo(MOST_AHEAD.toNanos());
      assertThat(coarse - last).isNotNegative();
      if (coarse != last) {
        ticks++;
        last = coarse;
      }
    }
  }

  @Test
  @DisplayName("A periodic task that fails, with an error too, runs again")
  void failingTask() throws InterruptedException {
    CountDownLatch runs = new CountDownLatch(3);
    try (TimeSource.Periodic task =
        time.every(
            Duration.ofMillis(1),
            () -> {
              runs.countDown();
              throw new AssertionError("in a test");
            })) {
      runs.await();
      assertThat(task).isNotNull();
    }
    assertThat(runs.getCount()).isZero();
  }
}
