package io.likes.inmemory;

import io.likes.ContentId;
import io.likes.spi.CounterStore;
import io.likes.spi.EventSink;
import io.likes.spi.LikeEvent;
import io.likes.spi.LikeStore;
import io.likes.spi.UniqueLikers;
import io.likes.spi.UserLikeStore;
import io.likes.testkit.Capability;
import io.likes.testkit.LikeServiceContract;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

final class InMemoryLikeServiceContractTest extends LikeServiceContract {
  private final LikeStore likeStore = new InMemoryLikeStore();
  private final CounterStore counterStore = new InMemoryCounterStore();
  private final InMemoryEventLog log = new InMemoryEventLog();
  private final UserLikeStore userLikeStore = new InMemoryUserLikeStore();
  private final UniqueLikers uniqueLikers = new InMemoryUniqueLikers();

  @Override
  protected LikeStore likeStore() {
    return likeStore;
  }

  @Override
  protected Set<Capability> capabilities() {
    return EnumSet.of(
        Capability.COUNTER_STORE,
        Capability.EVENTS,
        Capability.USER_LISTS,
        Capability.UNIQUE_LIKERS);
  }

  @Override
  protected CounterStore counterStore() {
    return counterStore;
  }

  @Override
  protected EventSink eventSink() {
    return log;
  }

  @Override
  protected List<LikeEvent> delivered(Collection<ContentId> contents) {
    return InMemoryEventLogContractTest.delivered(log, contents);
  }

  @Override
  protected UserLikeStore userLikeStore() {
    return userLikeStore;
  }

  @Override
  protected UniqueLikers uniqueLikers() {
    return uniqueLikers;
  }
}
