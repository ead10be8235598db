package io.likes.examples.snippets;

import io.likes.Admission;
import io.likes.Admission.Decision;
import io.likes.ContentId;
import io.likes.CountAggregator;
import io.likes.LikeService;
import io.likes.UserId;
import io.likes.spi.CounterStore;
import io.likes.spi.EventSink;
import io.likes.spi.LikeStore;
import io.likes.spi.UserLikeStore;
import java.time.Duration;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** Services put together from parts. */
public final class Assembly {
  private Assembly() {}

  /** Counts are kept by an aggregator that reads a log of events. */
  public static LikeService async(
      LikeStore store, UserLikeStore lists, CounterStore counts, EventSink log) {
    // region async
    LikeService likes =
        LikeService.builder()
            .likeStore(store) // the truth
            .userLikeStore(lists) // what each user likes
            .counterStore(counts) // what readers ask; may be wiped at any time
            .eventSink(log) // tells the aggregator, in any process
            .countFreshness(Duration.ofSeconds(5))
            .build();
    // endregion
    return likes;
  }

  /** Wherever the log is read. */
  public static CountAggregator aggregator(CounterStore counts) {
    // region aggregator
    CountAggregator aggregator = new CountAggregator(counts);
    // for each batch of the log: aggregator.accept(events), and only then commit the position
    // endregion
    return aggregator;
  }

  /** Refuses content that does not exist, and users who are too fast. */
  public static Admission admission(
      Predicate<ContentId> exists, BiPredicate<UserId, ContentId> withinRate) {
    // region admission
    Admission admission =
        (content, user, like) -> {
          if (!exists.test(content)) {
            return Decision.CONTENT_NOT_FOUND; // 404
          }
          return withinRate.test(user, content)
              ? Decision.ADMITTED
              : Decision.rateLimited(Duration.ofSeconds(1)); // 429, Retry-After: 1
        };
    // endregion
    return admission;
  }
}
