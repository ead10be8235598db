package io.likes.testkit;

import io.likes.ContentId;
import io.likes.spi.CounterStore;
import io.likes.spi.EventSink;
import io.likes.spi.LikeEvent;
import io.likes.spi.LikeStore;
import io.likes.spi.UniqueLikers;
import io.likes.spi.UserLikeStore;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The kit finds no fault with the service on correct parts. */
class PlainLikeServiceTest extends LikeServiceContract {
  private final LikeStore likeStore = new PlainLikeStore();
  private final CounterStore counterStore = new PlainCounterStore();
  private final PlainEventSink eventSink = new PlainEventSink();
  private final UserLikeStore userLikeStore = new PlainUserLikeStore();
  private final UniqueLikers uniqueLikers = new PlainUniqueLikers();

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
    return eventSink;
  }

  @Override
  protected List<LikeEvent> delivered(Collection<ContentId> contents) {
    return eventSink.delivered(contents);
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
