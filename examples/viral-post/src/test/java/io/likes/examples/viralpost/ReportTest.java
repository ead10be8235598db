package io.likes.examples.viralpost;

import static org.assertj.core.api.Assertions.assertThat;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final Report.Checks RIGHT = checks(0, 0, 0, 0);

  @Test
  @DisplayName("one thing that disagrees is enough to fail")
  void clean() {
    assertThat(report(0, 0, 0, 0, 0, RIGHT).clean()).isTrue();
    assertThat(report(0, 0, 1, 0, 0, RIGHT).clean()).isFalse();
    assertThat(report(0, 0, 0, 1, 0, RIGHT).clean()).isFalse();
    assertThat(report(0, 0, 0, 0, 1, RIGHT).clean()).isFalse();
    assertThat(report(0, 0, 0, 0, 0, checks(0, 1, 0, 0)).clean()).isFalse();
    assertThat(report(0, 0, 0, 0, 0, checks(1, 0, 0, 0)).clean()).isFalse();
    assertThat(report(0, 0, 0, 0, 0, checks(0, 0, 1, 0)).clean()).isFalse();
    assertThat(report(0, 0, 0, 0, 0, checks(0, 0, 0, 1)).clean()).isFalse();
  }

  @Test
  @DisplayName("a shown count may be behind after a lost reply or lost work, a stored one never")
  void healsLater() {
    assertThat(report(1, 0, 0, 0, 1, RIGHT).clean()).isTrue();
    assertThat(report(0, 1, 0, 0, 1, RIGHT).clean()).isTrue();
    assertThat(report(1, 1, 0, 1, 0, RIGHT).clean()).isFalse();
  }

  @Test
  @DisplayName("a distribution is in milliseconds, and null if nothing was measured")
  void distribution() {
    Histogram nanos = new Histogram(3);
    assertThat(Report.Distribution.ofNanos(nanos))
        .isEqualTo(new Report.Distribution(0, null, null, null, null));
    nanos.recordValue(1_000);
    Report.Distribution one = Report.Distribution.ofNanos(nanos);
    assertThat(one.count()).isEqualTo(1);
    assertThat(one.p50()).isEqualTo(0.001);
    assertThat(one.max()).isEqualTo(0.001);
  }

  @Test
  @DisplayName(
      "a server that was not killed as often as asked for, or did not come up, is a failure")
  void kills() {
    assertThat(report(2, 2).clean()).isTrue();
    assertThat(report(1, 2).clean()).isFalse();
  }

  private static Report.Checks checks(
      long wrongRows, long wrongPairs, long contradictions, long unreadable) {
    return new Report.Checks(20, wrongRows, 10, wrongPairs, contradictions, unreadable, 0);
  }

  private static Report report(int kills, int asked) {
    return report(0, 0, 0, 0, 0, RIGHT, kills, asked);
  }

  private static Report report(
      long unknown, long lost, long failures, long drift, long shownDrift, Report.Checks audit) {
    return report(unknown, lost, failures, drift, shownDrift, audit, 0, 0);
  }

  private static Report report(
      long unknown,
      long lost,
      long failures,
      long drift,
      long shownDrift,
      Report.Checks audit,
      int kills,
      int killsAsked) {
    Report.Distribution none = Report.Distribution.ofNanos(new Histogram(3));
    return new Report(
        "1",
        "in-memory",
        "async",
        1L,
        2,
        3,
        4,
        new Report.Faults(unknown, 0),
        failures,
        0,
        5,
        kills,
        null,
        1.5,
        6,
        none,
        none,
        0,
        lost,
        none,
        new Report.ViralPostCount("post", 7),
        new Report.Hot(null, 1, 0),
        new Report.Heap(8, 9),
        drift,
        shownDrift,
        audit,
        new Report.Config(null, null, null, null, 1, null, null, 50, 0, killsAsked));
  }
}
