package io.likes;

import org.jspecify.annotations.Nullable;

/**
 * Asks for one page of a list. Immutable.
 *
 * @param size how many items at most, 1 to 1000; a page may hold fewer, even none, although more
 *     follow
 * @param cursor where to go on, from {@link Page#next()}; null for the first page. Opaque, and
 *     valid as long as the data is there
 */
public record PageRequest(int size, @Nullable String cursor) {
  /** The largest page. */
  public static final int MAX_SIZE = 1000;

  /**
   * Checks the size.
   *
   * @throws IllegalArgumentException if {@code size} is not 1 to 1000
   */
  public PageRequest {
    Arguments.between("size", size, 1, MAX_SIZE);
  }

  /**
   * Asks for the first page.
   *
   * @throws IllegalArgumentException if {@code size} is not 1 to 1000
   */
  public static PageRequest first(int size) {
    return new PageRequest(size, null);
  }
}
