package io.likes;

import io.likes.spi.CellHeader;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Likes of an application: like, unlike, toggle, status, counts and lists.
 *
 * <p>Calls block until they are answered; they are meant for platform or virtual threads, and no
 * lock is held while a backend is asked. All methods are thread-safe. Null and out-of-range
 * arguments throw {@link IllegalArgumentException}; a backend that fails makes a {@link
 * BackendException} that says what is known of the change. Retrying any call is always safe, and a
 * retry that finds the change made completes what the first try may have left undone.
 */
public interface LikeService extends AutoCloseable {
  /** The most contents that one {@link #view} takes. */
  int MAX_VIEW_SIZE = 100;

  /** Returns a builder with the defaults that it documents. */
  static LikeServiceBuilder builder() {
    return new LikeServiceBuilder();
  }

  /** Likes a content of an unspecified type; see {@link #like(ContentId, UserId, ContentType)}. */
  default LikeResult like(ContentId content, UserId user) {
    return like(content, user, ContentType.UNSPECIFIED);
  }

  /**
   * Makes the user like the content.
   *
   * @param type content type that the like carries; kept from the first like if the user liked the
   *     content already
   * @return {@link Outcome#LIKED}, {@link Outcome#ALREADY_LIKED} or a refusal of {@link Admission}
   * @throws IllegalArgumentException if an argument is null
   * @throws BackendException if the store failed; the effect says whether the like may be stored
   */
  LikeResult like(ContentId content, UserId user, ContentType type);

  /**
   * Makes the user not like the content.
   *
   * @return {@link Outcome#UNLIKED}, {@link Outcome#NOT_LIKED} or a refusal of {@link Admission}
   * @throws IllegalArgumentException if an argument is null
   * @throws BackendException if the store failed; the effect says whether the unlike may be stored
   */
  LikeResult unlike(ContentId content, UserId user);

  /**
   * Turns the state that the user saw into the other one: an unlike if {@code seen} is true, else a
   * like. It takes the seen state so that a retry, or a second tap on an old page, does not turn it
   * back.
   *
   * @param seen whether the user saw the content as liked when tapping
   * @throws IllegalArgumentException if an argument is null
   * @throws BackendException if the store failed; the effect says whether the change may be stored
   */
  default LikeResult toggle(ContentId content, UserId user, boolean seen) {
    return seen ? unlike(content, user) : like(content, user);
  }

  /**
   * Returns whether the user likes the content. Reflects every change of this pair that completed
   * before the call, in any process.
   *
   * @throws IllegalArgumentException if an argument is null
   * @throws BackendException if the store failed
   */
  boolean liked(ContentId content, UserId user);

  /**
   * Returns how many users like the content; 0 for content that nobody ever liked.
   *
   * @throws IllegalArgumentException if {@code content} is null
   * @throws BackendException if no backend answered and no older value is known
   */
  Count count(ContentId content);

  /**
   * Returns what a feed page shows, in the order of {@code contents}, in few round trips. A backend
   * that fails makes parts unknown, not an exception.
   *
   * @param contents at most {@value #MAX_VIEW_SIZE}; the same content may occur more than once
   * @param user whose own status is wanted; null for counts alone
   * @throws IllegalArgumentException if {@code contents} or an element is null, or there are too
   *     many
   */
  List<LikeView> view(List<ContentId> contents, @Nullable UserId user);

  /**
   * Returns a page of what a user likes, newest first.
   *
   * @throws IllegalArgumentException if an argument is null or the cursor is not from this list
   * @throws IllegalStateException if the service was built without a UserLikeStore
   * @throws BackendException if the store failed
   */
  Page<LikedContent> likedBy(UserId user, PageRequest page);

  /**
   * Returns a page of the users who like a content, in no particular order. Who likes it from
   * before the first page to after the last one is listed exactly once.
   *
   * @throws IllegalArgumentException if an argument is null or the cursor is not from this list
   * @throws BackendException if the store failed
   */
  Page<Liker> likersOf(ContentId content, PageRequest page);

  /**
   * Estimates how many different users ever liked the content, unlikes not subtracted
   * (HyperLogLog); for analytics only.
   *
   * @throws IllegalArgumentException if {@code content} is null
   * @throws IllegalStateException if the service was built without a UniqueLikers
   * @throws BackendException if the store failed
   */
  long uniqueLikersEstimate(ContentId content);

  /**
   * Takes headers of cells that were read or received elsewhere in this process, for example by a
   * count aggregator, so that counts are fresh without a read. Older ones than those known are
   * ignored, and so are those of contents that this process does not hold.
   *
   * @throws IllegalArgumentException if {@code headers} or an element is null
   */
  void observe(Collection<CellHeader> headers);

  /** Returns the configuration, for logs and tests. */
  LikeServiceConfig config();

  /**
   * Stops the background work of this service, and tries once more what waits for the log, for 10 s
   * and one call at most. The backends are the caller's and stay open. Idempotent.
   */
  @Override
  void close();
}
