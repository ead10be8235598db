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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A broken part makes the service fail the rule that an application would see broken. */
class LikeServiceFlawTest {
  @ParameterizedTest
  @EnumSource
  void isFoundOut(LikeServiceFlaw flaw) {
    Flawed.assertFailsRule(Broken.class, flaw, flaw.rule);
  }

  static class Broken extends LikeServiceContract {
    @RegisterExtension final Flawed<LikeServiceFlaw> flawed = new Flawed<>(LikeServiceFlaw.class);
    private final PlainEventSink eventSink = new PlainEventSink();
    private LikeStore likeStore;
    private CounterStore counterStore;
    private UserLikeStore userLikeStore;
    private UniqueLikers uniqueLikers;

    @BeforeEach
    void breakPart() {
      likeStore = flawed.flaw().likeStore();
      counterStore = flawed.flaw().counterStore();
      userLikeStore = flawed.flaw().userLikeStore();
      uniqueLikers = flawed.flaw().uniqueLikers();
    }

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
}
