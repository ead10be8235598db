package io.likes.spi;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A part of a user's list. Immutable.
 *
 * @param entries entries, newest first
 * @param next position behind the last entry, opaque; null if no entry follows
 */
public record UserLikePage(List<UserLike> entries, @Nullable String next) {
  /** Copies the entries. */
  public UserLikePage {
    entries = List.copyOf(Objects.requireNonNull(entries, "entries"));
  }
}
