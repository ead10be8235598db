package io.likes.core;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * How deep Lincheck goes: a few seconds for each structure; {@code -Dlikes.depth=N} goes N times as
 * deep.
 */
final class LincheckRuns {
  private static final int DEPTH = Integer.getInteger("likes.depth", 1);
  private static final int ITERATIONS = 5;
  private static final int INVOCATIONS = 100;

  private LincheckRuns() {}

  /** Fails if two values differ. Lincheck follows every call from a test, so it is not AssertJ. */
  static void same(Object expected, Object actual) {
    if (!expected.equals(actual)) {
      throw new IllegalStateException("expected " + expected + ", but was " + actual);
    }
  }

  /** Runs random calls on three threads of the machine. */
  static void stress(Class<?> test) {
    new StressOptions()
        .threads(3)
        .actorsPerThread(3)
        .iterations(ITERATIONS * DEPTH)
        .invocationsPerIteration(INVOCATIONS)
        .check(test);
  }

  /** Runs random calls on two threads in schedules that Lincheck chooses. */
  static void modelChecking(Class<?> test) {
    new ModelCheckingOptions()
        .threads(2)
        .actorsPerThread(2)
        .iterations(ITERATIONS * DEPTH)
        .invocationsPerIteration(INVOCATIONS)
        .check(test);
  }
}
