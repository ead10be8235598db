package io.likes;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Answer of a like, an unlike or a toggle. Immutable.
 *
 * @param outcome what became of the call
 * @param liked whether the user likes the content now; false if the outcome is {@linkplain
 *     Outcome#refused() refused}
 * @param count number of likes, this call's own change included; {@link Count#UNKNOWN} if the
 *     outcome is refused, or if the change is stored but no count could be read
 * @param retryAfter how long to wait before the next try; not null only with {@link
 *     Outcome#RATE_LIMITED}
 */
public record LikeResult(
    Outcome outcome, boolean liked, Count count, @Nullable Duration retryAfter) {
  /**
   * Checks the parts against each other.
   *
   * @throws IllegalArgumentException if a part is missing, or {@code retryAfter} does not go with
   *     {@code outcome}
   */
  public LikeResult {
    Arguments.present("outcome", outcome);
    Arguments.present("count", count);
    if ((outcome == Outcome.RATE_LIMITED) != (retryAfter != null)) {
      throw new IllegalArgumentException(
          "retryAfter goes with RATE_LIMITED only, but is " + retryAfter + " with " + outcome);
    }
  }
}
