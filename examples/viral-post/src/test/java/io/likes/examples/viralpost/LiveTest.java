package io.likes.examples.viralpost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LiveTest {
  private static final Live.Snapshot START = new Live.Snapshot(0, 0, 0, 0, 0, 0, 1);
  private static final Live.Snapshot LATER =
      new Live.Snapshot(
          TimeUnit.SECONDS.toNanos(2),
          3300,
          3000,
          1234,
          TimeUnit.MILLISECONDS.toNanos(1500),
          7,
          17);

  @Test
  @DisplayName(
      "the live line has the rate since the line before, the count shown and its staleness, heat and cells")
  void line() {
    assertThat(Live.line(START, LATER))
        .isEqualTo("1,500 likes/s, count shown 1,234 (1.5 s old), 7 hot, 17 cells");
  }

  @Test
  @DisplayName("without a terminal plain lines are written, and the last one says 100 %")
  void plain() {
    StringWriter err = new StringWriter();
    new Live(5000, () -> LATER, new PrintWriter(err), false).close();
    assertThat(err.toString())
        .matches("(?s).*100 %  .* count shown 1,234 .* 17 cells\\R")
        .doesNotContain("\u001b");
  }
}
