package io.likes.benchmarks;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Draws ranks below n, rank k as often as 1 / (k + 1) says: the law of popularity. */
public final class Zipf {
  private final double[] sums;

  /** Prepares draws below n. */
  public Zipf(int n) {
    sums = new double[n];
    double sum = 0;
    for (int rank = 0; rank < n; rank++) {
      sum += 1.0 / (rank + 1);
      sums[rank] = sum;
    }
  }

  /** Returns the draw of a call; callers are far apart, so that they do not draw the same. */
  static int of(int[] draws, int caller, long call) {
    return draws[(int) Math.floorMod(caller * 2_654_435_761L + call, (long) draws.length)];
  }

  /** Returns many draws, so that drawing does not cost while something else is measured. */
  public int[] draws(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] draws = new int[count];
    for (int i = 0; i < count; i++) {
      int found = Arrays.binarySearch(sums, random.nextDouble() * sums[sums.length - 1]);
      draws[i] = Math.min(found < 0 ? -found - 1 : found + 1, sums.length - 1);
    }
    return draws;
  }
}
