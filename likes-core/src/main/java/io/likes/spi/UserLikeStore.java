package io.likes.spi;

import io.likes.BackendException;
import io.likes.ContentId;
import io.likes.UserId;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What each user likes: a copy of the {@link LikeStore}, ordered by user.
 *
 * <p><b>Call order.</b> Any: of two entries of one pair the one with the higher version stays, also
 * if it arrives first, and also if it says not liked.
 *
 * <p><b>Atomicity.</b> Each entry by itself.
 *
 * <p><b>Thread safety.</b> Every method may be called by any number of threads and processes at
 * once. A read that starts after {@link #record} returned sees the entry or a newer one.
 *
 * <p><b>Errors.</b> {@link BackendException}; after one of {@link #record} any part of the entries
 * may be stored, and the call may be sent again.
 */
public interface UserLikeStore {
  /**
   * Stores entries.
   *
   * @throws BackendException see above
   */
  void record(Collection<UserLike> entries);

  /**
   * Returns those of the contents that the user likes, in one read.
   *
   * @throws BackendException if they could not be read
   */
  Set<ContentId> liked(UserId user, Collection<ContentId> contents);

  /**
   * Reads a part of what a user likes, newest first. Read from the first part to the last, every
   * entry that is there all the time comes exactly once.
   *
   * @param after {@link UserLikePage#next()} of the part before, or null for the first
   * @param limit how many entries at most, at least 1; fewer may come although more follow
   * @throws IllegalArgumentException if {@code after} is not from this store, or {@code limit} is
   *     less than 1
   * @throws BackendException if the entries could not be read
   */
  UserLikePage page(UserId user, @Nullable String after, int limit);
}
