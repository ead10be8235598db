package io.likes.testkit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The checks of arguments and their messages: each message names the argument and the value. */
final class Check {
  private Check() {}

  static <T> T present(String name, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " must not be null");
    }
    return value;
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
