package io.likes;

import java.util.List;

/**
 * Names what a {@link LikeAudit} goes over, page by page: all contents, or all users. Must be
 * thread-safe only if audits share it.
 *
 * <p>A cursor stays valid over restarts of the process, so that an audit can go on where it
 * stopped. What is there from before the first page to behind the last one comes at least once; the
 * order is the source's own.
 *
 * @param <T> {@link ContentId} or {@link UserId}
 */
@FunctionalInterface
public interface AuditSource<T> {
  /**
   * Returns a page; it may hold fewer items than asked for, even none, although more follow.
   *
   * @throws BackendException if the page could not be read; the audit ends with this exception
   * @throws IllegalArgumentException if the cursor is not from this source
   */
  Page<T> page(PageRequest request);

  /**
   * Returns a source of the given items, in their order; the cursor is the number of items before
   * the page.
   *
   * @throws IllegalArgumentException if {@code items} or an element is null
   */
  static <T> AuditSource<T> of(List<T> items) {
    List<T> copy = List.copyOf(Arguments.<T, List<T>>elements("items", items, Integer.MAX_VALUE));
    return request -> {
      String cursor = request.cursor();
      if (cursor != null && !cursor.matches("[0-9]{1,9}")) {
        throw new IllegalArgumentException("cursor is not from this source: " + cursor);
      }
      int from = Math.min(cursor == null ? 0 : Integer.parseInt(cursor), copy.size());
      int to = Math.min(from + request.size(), copy.size());
      PageRequest next =
          to == copy.size() ? null : new PageRequest(request.size(), Integer.toString(to));
      return new Page<>(copy.subList(from, to), next);
    };
  }
}
