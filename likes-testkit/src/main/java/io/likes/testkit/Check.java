package io.likes.testkit;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The checks of arguments and answers; each message names what is wrong, and its value. */
final class Check {
  private Check() {}

  static <T> T present(String name, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " must not be null");
    }
    return value;
  }

  /** Returns what a backend answered for what it was asked; fails the test if that is nothing. */
  static <K, V> V answer(Map<K, V> answers, K asked) {
    V answer = answers.get(asked);
    if (answer == null) {
      throw new AssertionError("no answer for " + asked + ", but for " + answers.keySet());
    }
    return answer;
  }

  static long nanos(String name, @Nullable Duration value, long min) {
    long nanos;
    try {
      nanos = present(name, value).toNanos();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(name + " must be at most 292 years, but is " + value, e);
    }
    if (nanos < min) {
      throw new IllegalArgumentException(
          name + " must be at least " + min + " ns, but is " + value);
    }
    return nanos;
  }
}
