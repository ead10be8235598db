package io.likes.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Draws by popularity")
class ZipfTest {
  @Test
  @DisplayName("fall on rank k as often as 1 / (k + 1) says")
  void law() {
    int[] draws = new Zipf(3).draws(110_000, 7);

    assertThat(Arrays.stream(draws).boxed()).allMatch(rank -> rank >= 0 && rank < 3);
    for (int rank = 0; rank < 3; rank++) {
      int asked = rank;
      // 1 + 1/2 + 1/3 = 11/6
      assertThat((double) Arrays.stream(draws).filter(draw -> draw == asked).count())
          .isCloseTo(60_000.0 / (rank + 1), withinPercentage(5));
    }
  }

  @Test
  @DisplayName("are the same for a seed, and go round for the calls of a caller")
  void calls() {
    int[] draws = new Zipf(100).draws(8, 1);

    assertThat(draws).isEqualTo(new Zipf(100).draws(8, 1));
    assertThat(Zipf.of(draws, 0, 3)).isEqualTo(draws[3]);
    assertThat(Zipf.of(draws, 0, 11)).isEqualTo(draws[3]);
  }
}
