package io.likes.examples.viralpost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ZipfTest {
  @Test
  @DisplayName("rank k is drawn with a probability proportional to 1 / (k + 1)")
  void shape() {
    int draws = 200_000;
    int n = 100;
    long[] drawn = new long[n];
    Zipf zipf = new Zipf(n);
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < draws; i++) {
      drawn[zipf.draw(random)]++;
    }
    double sum = 0;
    for (int rank = 0; rank < n; rank++) {
      sum += 1.0 / (rank + 1);
    }
    for (int rank : new int[] {0, 1, 2, 9, 99}) {
      double expected = draws / sum / (rank + 1);
      assertThat((double) drawn[rank])
          .as("rank %d", rank)
          .isCloseTo(expected, within(5 * Math.sqrt(expected)));
    }
  }

  @Test
  @DisplayName("of one content only that one is drawn")
  void one() {
    assertThat(new Zipf(1).draw(new SplittableRandom(1))).isZero();
  }
}
