package io.likes.examples.viralpost;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Draws ranks from 0 to n-1, rank k with a probability that is proportional to 1 / (k + 1): the law
 * of popularity.
 */
final class Zipf {
  private final double[] cumulative;

  Zipf(int n) {
    cumulative = new double[n];
    double sum = 0;
    for (int rank = 0; rank < n; rank++) {
      sum += 1.0 / (rank + 1);
      cumulative[rank] = sum;
    }
  }

  int draw(RandomGenerator random) {
    double point = random.nextDouble() * cumulative[cumulative.length - 1];
    int found = Arrays.binarySearch(cumulative, point);
    int rank = found < 0 ? -found - 1 : found + 1;
    return Math.min(rank, cumulative.length - 1);
  }
}
