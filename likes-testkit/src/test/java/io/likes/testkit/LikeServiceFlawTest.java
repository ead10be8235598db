package io.likes.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.ContentId;
import io.likes.LikeService;
import io.likes.LikeServiceBuilder;
import io.likes.spi.CounterStore;
import io.likes.spi.EventSink;
import io.likes.spi.LikeEvent;
import io.likes.spi.LikeStore;
import io.likes.spi.UniqueLikers;
import io.likes.spi.UserLikeStore;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each broken service, or service on a broken part, fails the rule that is there for it, and each
 * rule is there for one.
 */
class LikeServiceFlawTest {
  @ParameterizedTest
  @EnumSource
  void isFoundOut(LikeServiceFlaw flaw) {
    Flawed.assertFailsRule(Broken.class, flaw, flaw.rule);
  }

  @Test
  void everyRuleFindsOne() {
    assertThat(Arrays.stream(LikeServiceFlaw.values()).map(flaw -> flaw.rule))
        .containsAll(Flawed.rulesOf(LikeServiceContract.class));
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
    LikeService build(LikeServiceBuilder builder) {
      return flawed.flaw().broken(super.build(flawed.flaw().configured(builder)), this);
    }

    @Override
    ContentId contentId(String id) {
      return flawed.flaw().contentId(id);
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
