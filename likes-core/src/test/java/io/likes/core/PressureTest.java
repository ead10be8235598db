package io.likes.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.spi.CellLimits;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The pressure on a cell")
class PressureTest {
  private static final CellLimits LIMITS = new CellLimits(256, 1_000, 100, 10);
  private static final int BEARS = 0;

  private final Pressure pressure = new Pressure();

  private int record(Duration at, int changes, int contention) {
    return pressure.record(at.toNanos(), changes, contention, 1, LIMITS);
  }

  @ParameterizedTest
  @CsvSource({"0, 16", "1, 16", "1.01, 32", "2, 32", "4, 64", "4.1, 128", "64, 1024", "1e9, 1024"})
  @DisplayName("asks for the power of two that gives a child a sixteenth of what a cell bears")
  void children(double load, int children) {
    assertThat(Pressure.children(load)).isEqualTo(children);
  }

  @Test
  @DisplayName("is none while a second brings no more changes than the cell bears")
  void bearable() {
    assertThat(record(Duration.ZERO, 0, 0)).isEqualTo(BEARS);
    assertThat(record(Duration.ofMillis(500), 99, 0)).isEqualTo(BEARS);
    assertThat(record(Duration.ofSeconds(1), 1, 0)).isEqualTo(BEARS);
  }

  @Test
  @DisplayName("is the rate of the changes, beside what the cell bears")
  void rate() {
    assertThat(record(Duration.ZERO, 0, 0)).isEqualTo(BEARS);
    assertThat(record(Duration.ofMillis(1), 399, 0)).isEqualTo(BEARS);
    assertThat(record(Duration.ofSeconds(1), 1, 0)).isEqualTo(64);
  }

  @Test
  @DisplayName("is the rate at which writers meet, if that is more")
  void contention() {
    assertThat(record(Duration.ZERO, 0, 0)).isEqualTo(BEARS);
    assertThat(record(Duration.ofMillis(1), 1, 19)).isEqualTo(BEARS);
    assertThat(record(Duration.ofSeconds(1), 1, 1)).isEqualTo(32);
  }

  @Test
  @DisplayName("is seen before a second is over, but a burst is no rate")
  void burst() {
    assertThat(record(Duration.ZERO, 0, 0)).isEqualTo(BEARS);
    assertThat(record(Duration.ofMillis(99), 200, 0)).isEqualTo(BEARS);
    assertThat(record(Duration.ofMillis(500), 0, 0)).isEqualTo(64);
  }

  @Test
  @DisplayName("begins anew with each second")
  void turn() {
    assertThat(record(Duration.ZERO, 0, 0)).isEqualTo(BEARS);
    assertThat(record(Duration.ofSeconds(1), 400, 0)).isEqualTo(64);
    assertThat(record(Duration.ofSeconds(2), 100, 0)).isEqualTo(BEARS);
  }

  @Test
  @DisplayName("is too much at once if the cell has too many rows")
  void rows() {
    assertThat(pressure.record(0, 1, 0, 1_000, LIMITS)).isEqualTo(BEARS);
    assertThat(pressure.record(0, 1, 0, 1_001, LIMITS)).isEqualTo(16);
  }
}
