package io.likes.inmemory.service;

import io.likes.ContentId;
import io.likes.CountAggregator;
import io.likes.Counting;
import io.likes.LikeService;
import io.likes.LikeServiceBuilder;
import io.likes.UserId;
import io.likes.inmemory.InMemoryCounterStore;
import io.likes.inmemory.InMemoryEventLog;
import io.likes.inmemory.InMemoryLikeStore;
import io.likes.inmemory.InMemoryUserLikeStore;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.LikeEvent;
import io.likes.spi.LikeStore;
import io.likes.testkit.FaultyCounterStore;
import io.likes.testkit.FaultyEventSink;
import io.likes.testkit.FaultyLikeStore;
import io.likes.testkit.FaultyUserLikeStore;
import io.likes.testkit.ManualClock;
import io.likes.testkit.SpiCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Backends in memory that one or more services share, as processes share servers. */
final class Setup {
  static final Duration TIME_TO_LIVE = Duration.ofMinutes(1);
  static final Duration FRESHNESS = Duration.ofSeconds(5);
  static final Duration RETRY = Duration.ofSeconds(1);
  static final Duration NANO = Duration.ofNanos(1);

  final ManualClock clock = new ManualClock();
  final LikeStore rawStore;
  final FaultyLikeStore store;
  final FaultyUserLikeStore lists = new FaultyUserLikeStore(new InMemoryUserLikeStore());
  final InMemoryCounterStore rawCounters = new InMemoryCounterStore(TIME_TO_LIVE, 1_000_000, clock);
  final FaultyCounterStore counters = new FaultyCounterStore(rawCounters);
  final InMemoryEventLog log = new InMemoryEventLog();
  final InMemoryEventLog.Reader reader = log.reader();
  final FaultyEventSink sink = new FaultyEventSink(log);
  final Heard heard = new Heard();

  Setup() {
    this(new InMemoryLikeStore());
  }

  Setup(LikeStore rawStore) {
    this.rawStore = rawStore;
    this.store = new FaultyLikeStore(rawStore);
  }

  /** Returns a builder of a service whose background work runs on its callers' threads. */
  LikeServiceBuilder builder(Counting counting) {
    LikeServiceBuilder builder =
        LikeService.builder()
            .likeStore(store)
            .userLikeStore(lists)
            .counting(counting)
            .time(clock)
            .random(() -> 0)
            .executor(Runnable::run)
            .listener(heard)
            .countFreshness(FRESHNESS)
            .eventRetry(RETRY);
    if (counting != Counting.EXACT) {
      builder.counterStore(counters);
    }
    if (counting == Counting.ASYNC) {
      builder.eventSink(sink);
    }
    return builder;
  }

  LikeService service(Counting counting) {
    return builder(counting).build();
  }

  /** Returns a service that was started just now, and so knows nothing yet. */
  LikeService newProcess() {
    return service(Counting.EXACT);
  }

  /** Makes other users like a content, in another process that tells nobody. */
  List<UserId> othersLike(ContentId content, int count) {
    List<UserId> users = Stream.generate(Setup::user).limit(count).toList();
    try (LikeService other = LikeService.builder().likeStore(rawStore).time(clock).build()) {
      users.forEach(user -> other.like(content, user));
    }
    return users;
  }

  /** Closes a cell as another process does, which tells nobody. */
  CellHeader close(CellId cell) {
    return rawStore.close(cell, cell.depth() == 0 ? 0 : CellId.MIN_CHILDREN, CellId.MIN_CHILDREN);
  }

  /** Gives everything in the log to a count aggregator; returns the events. */
  List<LikeEvent> aggregate() {
    CountAggregator aggregator = new CountAggregator(counters);
    List<LikeEvent> all = new ArrayList<>();
    for (List<LikeEvent> batch = reader.read(1000); !batch.isEmpty(); batch = reader.read(1000)) {
      aggregator.accept(batch);
      reader.commit();
      all.addAll(batch);
    }
    return all;
  }

  /** Returns the sum of all cells that are stored. */
  long stored(ContentId content) {
    return stored(CellId.root(content));
  }

  private long stored(CellId cell) {
    CellHeader header = rawStore.headers(List.of(cell)).get(cell);
    long total = header.total();
    for (int i = 0; i < header.children(); i++) {
      total += stored(cell.child(i));
    }
    return total;
  }

  /** Returns the calls of all backends so far. */
  long calls() {
    return Stream.of(store.faults(), lists.faults(), counters.faults(), sink.faults())
        .flatMap(faults -> faults.calls().values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }

  long calls(SpiCall call) {
    return Stream.of(store.faults(), lists.faults(), counters.faults(), sink.faults())
        .mapToLong(faults -> faults.calls(call))
        .sum();
  }

  static ContentId content() {
    return ContentId.of("content-" + UUID.randomUUID());
  }

  static UserId user() {
    return UserId.of("user-" + UUID.randomUUID());
  }
}
