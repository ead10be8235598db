package io.likes.examples.viralpost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class StalenessTimelineTest {
  private final StalenessTimeline timeline = new StalenessTimeline();

  @Test
  @DisplayName("a count that is not below the acknowledged number is not stale")
  void fresh() {
    timeline.record(100, 7);
    assertThat(timeline.staleness(110, 7)).isZero();
    assertThat(timeline.staleness(110, 9)).isZero();
  }

  @Test
  @DisplayName("a lower count is as old as the last time at which no more was acknowledged")
  void stale() {
    timeline.record(100, 0);
    timeline.record(200, 5);
    timeline.record(300, 10);
    assertThat(timeline.staleness(300, 9)).isEqualTo(100);
    assertThat(timeline.staleness(300, 5)).isEqualTo(100);
    assertThat(timeline.staleness(300, 4)).isEqualTo(200);
  }

  @Test
  @DisplayName("unlikes bring a lower number back, which is then no longer stale")
  void unlikes() {
    timeline.record(100, 10);
    timeline.record(200, 11);
    timeline.record(300, 10);
    timeline.record(400, 12);
    assertThat(timeline.staleness(400, 11)).isEqualTo(100);
    assertThat(timeline.staleness(400, 10)).isEqualTo(100);
  }

  @Test
  @DisplayName("a count that was never acknowledged is at least as old as the oldest note")
  void older() {
    timeline.record(100, 5);
    timeline.record(200, 10);
    assertThat(timeline.staleness(250, 3)).isEqualTo(150);
  }

  @RepeatedTest(20)
  @DisplayName("it agrees with the definition on random walks")
  void definition(RepetitionInfo repetition) {
    SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    List<long[]> notes = new ArrayList<>();
    long nanos = 0;
    long acknowledged = 0;
    for (int i = 0; i < 200; i++) {
      nanos += random.nextInt(1, 50);
      acknowledged = Math.max(0, acknowledged + random.nextInt(-3, 6));
      timeline.record(nanos, acknowledged);
      notes.add(new long[] {nanos, acknowledged});
      long shown = random.nextLong(acknowledged + 3);
      assertThat(timeline.staleness(nanos, shown))
          .as("count %d at %d", shown, nanos)
          .isEqualTo(byDefinition(notes, nanos, shown));
    }
  }

  private static long byDefinition(List<long[]> notes, long nanos, long shown) {
    for (int i = notes.size() - 1; i >= 0; i--) {
      if (notes.get(i)[1] <= shown) {
        return nanos - notes.get(i)[0];
      }
    }
    return nanos - lowest(notes)[0];
  }

  /**
   * The note before which nothing is known of lower numbers: the last one with the lowest number.
   */
  private static long[] lowest(List<long[]> notes) {
    long[] lowest = notes.get(0);
    for (long[] note : notes) {
      lowest = note[1] <= lowest[1] ? note : lowest;
    }
    return lowest;
  }
}
