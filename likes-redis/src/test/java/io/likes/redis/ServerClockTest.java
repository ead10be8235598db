package io.likes.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.testkit.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What the client knows of a server's clock")
class ServerClockTest {
  private static final long SERVER_MICROS = 1_700_000_000_000_000L;

  private final ManualClock here = new ManualClock();
  private final ServerClock clock = new ServerClock(here, 2);
  private long server = SERVER_MICROS;

  private void pass(long micros) {
    here.advance(Duration.ofNanos(micros * 1_000));
    server += micros;
  }

  private long serverMillis() {
    return server / 1_000;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 250, 500, 999})
  @DisplayName(
      "never runs ahead, however the milliseconds of the two fall, and is less than 2 behind")
  void neverAhead(long apart) {
    server += apart;
    for (int i = 0; i < 1_000; i++) {
      clock.learn(0, serverMillis());
      pass(37);
      assertThat(clock.now(0)).isBetween(serverMillis() - 1, serverMillis());
    }
  }

  @Test
  @DisplayName("is that of the fastest answer")
  void fastest() {
    long told = serverMillis();
    clock.learn(0, told);
    pass(20_000);
    clock.learn(0, told);
    assertThat(clock.now(0)).isEqualTo(serverMillis());
  }

  @Test
  @DisplayName("goes back when the server's did")
  void goesBack() {
    clock.learn(0, serverMillis());
    server -= 5_000_000;
    clock.learn(0, serverMillis());
    assertThat(clock.now(0)).isGreaterThan(serverMillis());
    clock.correct(0, serverMillis());
    assertThat(clock.now(0)).isEqualTo(serverMillis());
  }

  @Test
  @DisplayName("is the clock here until the server has told, and one for each server")
  void unknown() {
    clock.learn(0, serverMillis());
    assertThat(clock.now(1)).isEqualTo(here.currentTimeMillis());
  }
}
