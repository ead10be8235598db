package io.likes.testkit;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * How hard the contracts try. System properties, for backends that are slow or runs that are long:
 *
 * <ul>
 *   <li>{@code likes.threads}: threads that race. Default 16
 *   <li>{@code likes.operations}: calls of one concurrent test, or of all histories of one rule
 *       together. Default 2000
 *   <li>{@code likes.histories}: random histories of one rule. Default 10
 *   <li>{@code likes.runs}: how often {@link ManyRuns} runs tests. Default 1
 *   <li>{@code likes.seed}: seed of the one history to replay, as a failure printed it. Default
 *       none
 * </ul>
 */
final class Scale {
  private Scale() {}

  static int threads() {
    return positive("likes.threads", 16);
  }

  static int operations() {
    return positive("likes.operations", 2000);
  }

  /** Returns the share of the operations that each of the threads does. */
  static int operationsPerThread() {
    return Math.max(1, operations() / threads());
  }

  /** Returns the length of one random history. */
  static int operationsPerHistory() {
    return Math.max(1, operations() / histories());
  }

  static int histories() {
    return positive("likes.histories", 10);
  }

  static int runs() {
    return positive("likes.runs", 1);
  }

  /** Runs a history for each seed; a failure names the seed that replays it. */
  static void eachHistory(Consumer<RandomGenerator> history) {
    @Nullable Long replayed = number("likes.seed");
    LongStream seeds =
        replayed == null ? ThreadLocalRandom.current().longs(histories()) : LongStream.of(replayed);
    seeds.forEach(
        seed -> {
          try {
            history.accept(random(seed));
          } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("replay with -Dlikes.seed=" + seed + ": " + e.getMessage(), e);
          }
        });
  }

  static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("SplittableRandom").create(seed);
  }

  static int positive(String property, int byDefault) {
    Long value = number(property);
    if (value == null) {
      return byDefault;
    }
    if (value < 1 || value > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          property + " must be 1 to " + Integer.MAX_VALUE + ", but is " + value);
    }
    return value.intValue();
  }

  /** Returns null if the property is not set. Long.getLong would take a typing error for that. */
  static @Nullable Long number(String property) {
    String value = System.getProperty(property);
    try {
      return value == null ? null : Long.valueOf(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          property + " must be a whole number, but is '" + value + "'", e);
    }
  }
}
