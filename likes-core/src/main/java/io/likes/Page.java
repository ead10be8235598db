package io.likes;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list. Immutable.
 *
 * @param items the items, in the order that the call states
 * @param next asks for the page behind this one; null if this is the last
 * @param <T> what is listed
 */
public record Page<T>(List<T> items, @Nullable PageRequest next) {
  /**
   * Copies the items.
   *
   * @throws IllegalArgumentException if {@code items} or an item is null
   */
  public Page {
    items = List.copyOf(Arguments.<T, List<T>>elements("items", items, Integer.MAX_VALUE));
  }
}
