package io.likes;

import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The checks of arguments and their messages, in one place: each message names the argument and the
 * value.
 */
final class Arguments {
  static final int MAX_ID_BYTES = 255;
  private static final int SHOWN_CHARACTERS = 80;

  private Arguments() {}

  static <T> T present(String name, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " must not be null");
    }
    return value;
  }

  static String id(String name, @Nullable String given, int maxBytes) {
    String value = present(name, given);
    int bytes = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < 0x80) {
        bytes++;
      } else if (c < 0x800) {
        bytes += 2;
      } else if (!Character.isSurrogate(c)) {
        bytes += 3;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < value.length()
          && Character.isLowSurrogate(value.charAt(i + 1))) {
        bytes += 4;
        i++;
      } else {
        throw new IllegalArgumentException(
            name + " has an unpaired surrogate at index " + i + ": " + shown(value));
      }
    }
    if (bytes < 1 || bytes > maxBytes) {
      throw new IllegalArgumentException(
          name
              + " must have 1 to "
              + maxBytes
              + " UTF-8 bytes, but has "
              + bytes
              + ": "
              + shown(value));
    }
    return value;
  }

  static int between(String name, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          name + " must be " + min + " to " + max + ", but is " + value);
    }
    return value;
  }

  /** Returns a positive duration that fits into a long, in nanoseconds. */
  static long nanos(String name, @Nullable Duration given) {
    Duration value = present(name, given);
    if (value.compareTo(Duration.ZERO) <= 0
        || value.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException(name + " must be 1 ns to 292 years, but is " + value);
    }
    return value.toNanos();
  }

  static <T, C extends Collection<T>> C elements(String name, @Nullable C given, int max) {
    C values = present(name, given);
    if (values.size() > max) {
      throw new IllegalArgumentException(
          name + " must have at most " + max + " elements, but has " + values.size());
    }
    int i = 0;
    for (T value : values) {
      // Looked at before, so that no name is made for an element that is there.
      if (value == null) {
        present(name + "[" + i + "]", value);
      }
      i++;
    }
    return values;
  }

  /**
   * Quotes a value for a message: cut to a readable length, control characters and lone surrogates
   * escaped.
   */
  private static String shown(String value) {
    StringBuilder shown = new StringBuilder("\"");
    for (int i = 0; i < value.length() && i < SHOWN_CHARACTERS; i++) {
      char c = value.charAt(i);
      if (Character.isISOControl(c) || Character.isSurrogate(c)) {
        shown.append(String.format("\\u%04x", (int) c));
      } else {
        shown.append(c);
      }
    }
    return shown.append(value.length() > SHOWN_CHARACTERS ? "\"..." : "\"").toString();
  }
}
