package io.likes.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.likes.TimeSource.Periodic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ManualClockTest {
  private static final Instant START = Instant.parse("2030-05-06T07:08:09.123Z");

  private final ManualClock clock = new ManualClock(START);
  private final long origin = clock.nanoTime();
  private final List<String> runs = new ArrayList<>();

  @Test
  void standsStillUntilAdvanced() {
    assertThat(clock.currentTimeMillis()).isEqualTo(START.toEpochMilli());

    clock.advance(Duration.ofMillis(1500));

    assertThat(clock.nanoTime() - origin).isEqualTo(1_500_000_000);
    assertThat(clock.currentTimeMillis()).isEqualTo(START.toEpochMilli() + 1500);
  }

  @Test
  void monotonicTimeOverflowsAfterAMinute() {
    clock.advance(Duration.ofMinutes(2));

    assertThat(clock.nanoTime()).isLessThan(origin);
    assertThat(clock.nanoTime() - origin).isEqualTo(Duration.ofMinutes(2).toNanos());
  }

  @Test
  void jumpMovesWallTimeOnly() {
    record(Duration.ofHours(1), "task");

    clock.jumpWallClock(Duration.ofDays(2));
    assertThat(clock.currentTimeMillis()).isEqualTo(START.plus(Duration.ofDays(2)).toEpochMilli());

    clock.jumpWallClock(Duration.ofDays(-3));
    assertThat(clock.currentTimeMillis()).isEqualTo(START.minus(Duration.ofDays(1)).toEpochMilli());
    assertThat(clock.nanoTime()).isEqualTo(origin);
    assertThat(runs).isEmpty();
  }

  @Test
  void runsTasksInTheOrderOfTimeThenOfRegistration() {
    record(Duration.ofSeconds(3), "three");
    record(Duration.ofSeconds(2), "two");
    record(Duration.ofSeconds(2), "also two");

    clock.advance(Duration.ofSeconds(6));

    assertThat(runs)
        .containsExactly(
            "two at 2",
            "also two at 2",
            "three at 3",
            "two at 4",
            "also two at 4",
            "three at 6",
            "two at 6",
            "also two at 6");
    assertThat(clock.nanoTime() - origin).isEqualTo(Duration.ofSeconds(6).toNanos());
  }

  @Test
  void taskRunsNeitherBeforeItsTimeNorAfterItIsClosed() {
    Periodic task = record(Duration.ofSeconds(2), "task");

    clock.advance(Duration.ofSeconds(2).minusNanos(1));
    assertThat(runs).isEmpty();
    clock.advance(Duration.ofNanos(1));
    assertThat(runs).hasSize(1);

    task.close();
    task.close();
    clock.advance(Duration.ofSeconds(10));
    assertThat(runs).hasSize(1);
  }

  @Test
  void taskMayCloseItselfAndStartAnother() {
    List<Periodic> tasks = new ArrayList<>();
    tasks.add(
        clock.every(
            Duration.ofSeconds(1),
            () -> {
              tasks.get(0).close();
              record(Duration.ofSeconds(2), "second");
            }));

    clock.advance(Duration.ofSeconds(5));

    assertThat(runs).containsExactly("second at 3", "second at 5");
  }

  @Test
  void taskThatThrowsRunsAgainAndIsReportedAtTheEnd() {
    AtomicInteger failures = new AtomicInteger();
    clock.every(
        Duration.ofSeconds(1),
        () -> {
          throw new IllegalStateException("failure " + failures.incrementAndGet());
        });
    record(Duration.ofSeconds(2), "other");

    assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(2)))
        .hasMessage("failure 1")
        .satisfies(e -> assertThat(e.getSuppressed()).extracting("message").contains("failure 2"));

    assertThat(runs).containsExactly("other at 2");
    assertThat(clock.nanoTime() - origin).isEqualTo(Duration.ofSeconds(2).toNanos());
  }

  @Test
  void taskMustNotAdvance() {
    clock.every(Duration.ofSeconds(1), () -> clock.advance(Duration.ofSeconds(1)));

    assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("must not advance");
  }

  @Test
  void threadsThatAdvanceTogetherAddUpAndNeverOverlapATask() throws Exception {
    int threads = 4;
    int steps = 500;
    AtomicInteger running = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    AtomicInteger ran = new AtomicInteger();
    clock.every(
        Duration.ofSeconds(1),
        () -> {
          if (running.incrementAndGet() > 1) {
            overlaps.incrementAndGet();
          }
          ran.incrementAndGet();
          running.decrementAndGet();
        });
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      Callable<Void> advance =
          () -> {
            for (int i = 0; i < steps; i++) {
              clock.advance(Duration.ofSeconds(1));
            }
            return null;
          };
      for (var done : executor.invokeAll(List.of(advance, advance, advance, advance))) {
        done.get();
      }
    } finally {
      executor.shutdownNow();
    }

    assertThat(clock.nanoTime() - origin)
        .isEqualTo(Duration.ofSeconds((long) threads * steps).toNanos());
    assertThat(ran).hasValue(threads * steps);
    assertThat(overlaps).hasValue(0);
  }

  @Test
  void refusesBadInput() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ManualClock(null))
        .withMessage("wallTime must not be null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> clock.every(Duration.ZERO, () -> {}))
        .withMessage("period must be at least 1 ns, but is PT0S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> clock.every(Duration.ofSeconds(1), null))
        .withMessage("task must not be null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> clock.advance(Duration.ofMillis(-1)))
        .withMessage("time must be at least 0 ns, but is PT-0.001S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> clock.advance(Duration.ofDays(1_000_000)))
        .withMessageContaining("time must be at most 292 years");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> clock.jumpWallClock(null))
        .withMessage("jump must not be null");
    assertThat(clock.nanoTime()).isEqualTo(origin);
  }

  private Periodic record(Duration period, String name) {
    return clock.every(
        period, () -> runs.add(name + " at " + (clock.nanoTime() - origin) / 1_000_000_000));
  }
}
