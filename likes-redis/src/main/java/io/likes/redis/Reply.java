package io.likes.redis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of one command. */
sealed interface Reply {
  /** The server answered. */
  record Value(@Nullable Object value) implements Reply {}

  /** The server answered with an error: the command changed nothing, and will not. */
  record Refused(RuntimeException cause) implements Reply {
    /** Returns whether the error has the word, which some versions wrap in a sentence. */
    boolean says(String word) {
      String message = cause.getMessage();
      return message != null && message.contains(word);
    }
  }

  /** The connection failed before the answer came: the command may have run, or may yet. */
  record Lost(RuntimeException cause) implements Reply {}

  /** The command was not sent. */
  record Unsent(RuntimeException cause) implements Reply {}

  /** Returns the bytes of a value; none for one that is not there. */
  static byte[] bytes(@Nullable Object value) {
    return value == null ? new byte[0] : (byte[]) value;
  }

  /** Returns the elements of a value; none for one that is not there. */
  static List<?> list(@Nullable Object value) {
    return value == null ? List.of() : (List<?>) value;
  }
}
