package io.likes.spi;

import io.likes.BackendException;
import io.likes.ContentId;
import io.likes.UserId;

/**
 * Estimates how many different users ever liked a content (HyperLogLog). It cannot forget, and is
 * never used for counts.
 *
 * <p><b>Thread safety.</b> Every method may be called by any number of threads and processes at
 * once. <b>Errors.</b> {@link BackendException}; adding again is safe, and changes nothing if the
 * user is in already.
 */
public interface UniqueLikers {
  /**
   * Adds a user.
   *
   * @throws BackendException if the store failed
   */
  void add(ContentId content, UserId user);

  /**
   * Returns the estimate; 0 for content that nobody ever liked.
   *
   * @throws BackendException if the store failed
   */
  long estimate(ContentId content);
}
