package io.likes;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a like or unlike may go on: whether the content exists, whether the user may,
 * whether the rate is fine.
 *
 * <p>Called once for each like, unlike and toggle, on the caller's thread, before anything is read
 * or written. Must be thread-safe. An exception that it throws reaches the caller unchanged, and
 * nothing was changed.
 */
@FunctionalInterface
public interface Admission {
  /**
   * Decides on one call.
   *
   * @param content the content
   * @param user the user
   * @param like true for a like, false for an unlike; of a toggle, what it comes to
   */
  Decision decide(ContentId content, UserId user, boolean like);

  /** Returns the admission that lets everything pass. */
  static Admission open() {
    return (content, user, like) -> Decision.ADMITTED;
  }

  /**
   * A decision. Immutable.
   *
   * @param refusal the outcome that the caller gets, {@link Outcome#CONTENT_NOT_FOUND} or {@link
   *     Outcome#RATE_LIMITED}; null if the call goes on
   * @param retryAfter how long the user should wait; not null only with {@link
   *     Outcome#RATE_LIMITED}
   */
  record Decision(@Nullable Outcome refusal, @Nullable Duration retryAfter) {
    /** The call goes on. */
    public static final Decision ADMITTED = new Decision(null, null);

    /** There is no such content. */
    public static final Decision CONTENT_NOT_FOUND = new Decision(Outcome.CONTENT_NOT_FOUND, null);

    /**
     * Checks that the parts go together.
     *
     * @throws IllegalArgumentException if {@code refusal} is not a refusal, or {@code retryAfter}
     *     does not go with it or is negative
     */
    public Decision {
      if (refusal != null && !refusal.refused()) {
        throw new IllegalArgumentException(
            "refusal must be CONTENT_NOT_FOUND or RATE_LIMITED, but is " + refusal);
      }
      if ((refusal == Outcome.RATE_LIMITED) != (retryAfter != null)) {
        throw new IllegalArgumentException(
            "retryAfter goes with RATE_LIMITED only, but is " + retryAfter + " with " + refusal);
      }
      if (retryAfter != null && retryAfter.isNegative()) {
        throw new IllegalArgumentException("retryAfter must not be negative, but is " + retryAfter);
      }
    }

    /**
     * The user is too fast.
     *
     * @param retryAfter how long the user should wait
     * @throws IllegalArgumentException if {@code retryAfter} is null or negative
     */
    public static Decision rateLimited(Duration retryAfter) {
      return new Decision(Outcome.RATE_LIMITED, Arguments.present("retryAfter", retryAfter));
    }
  }
}
