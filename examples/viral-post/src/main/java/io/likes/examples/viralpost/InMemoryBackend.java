package io.likes.examples.viralpost;

import io.likes.CountAggregator;
import io.likes.Counting;
import io.likes.LikeService;
import io.likes.LikeServiceBuilder;
import io.likes.LikesListener;
import io.likes.inmemory.InMemoryCounterStore;
import io.likes.inmemory.InMemoryEventLog;
import io.likes.inmemory.InMemoryLikeStore;
import io.likes.inmemory.InMemoryUniqueLikers;
import io.likes.inmemory.InMemoryUserLikeStore;
import io.likes.spi.LikeStore;
import java.time.Duration;
import java.util.List;

/**
 * Everything in the memory of this process; a daemon thread feeds the counter store with the
 * events.
 */
final class InMemoryBackend implements Backend {
  /** As the command line offers it. */
  static final class Kind implements BackendKind {
    @Override
    public String name() {
      return "in-memory";
    }

    @Override
    public String description() {
      return "likes, counts and events in the memory of this process";
    }

    @Override
    public List<Counting> countings() {
      return List.of(Counting.ASYNC, Counting.INLINE, Counting.EXACT);
    }

    @Override
    public int threads() {
      return 8;
    }

    @Override
    public Backend open() {
      return new InMemoryBackend();
    }
  }

  // Room for the likes of seconds, so that the aggregator may fall behind for a moment.
  private static final int LOG_CAPACITY = 1_000_000;

  private final LikeStore likeStore;
  private final InMemoryUserLikeStore userLikeStore = new InMemoryUserLikeStore();
  private final InMemoryCounterStore counterStore = new InMemoryCounterStore();
  private final InMemoryUniqueLikers uniqueLikers = new InMemoryUniqueLikers();
  private final InMemoryEventLog log = new InMemoryEventLog(LOG_CAPACITY);
  private final InMemoryEventLog.Feed aggregator =
      log.feed(new CountAggregator(counterStore)::accept);

  InMemoryBackend() {
    this(new InMemoryLikeStore());
  }

  InMemoryBackend(LikeStore likeStore) {
    this.likeStore = likeStore;
  }

  @Override
  public LikeService service(Counting counting, Duration countFreshness, LikesListener listener) {
    LikeServiceBuilder builder =
        LikeService.builder()
            .likeStore(likeStore)
            .userLikeStore(userLikeStore)
            .uniqueLikers(uniqueLikers)
            .counting(counting)
            .countFreshness(countFreshness)
            .listener(listener);
    if (counting != Counting.EXACT) {
      builder.counterStore(counterStore);
    }
    if (counting == Counting.ASYNC) {
      builder.eventSink(log);
    }
    return builder.build();
  }

  @Override
  public LikeStore likeStore() {
    return likeStore;
  }

  @Override
  public void close() {
    aggregator.close();
  }
}
