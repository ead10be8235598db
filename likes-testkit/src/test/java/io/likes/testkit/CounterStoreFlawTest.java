package io.likes.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.spi.CounterStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each broken CounterStore fails the rule that is there for it, and each rule is there for a broken
 * store.
 */
class CounterStoreFlawTest {
  @ParameterizedTest
  @EnumSource
  void isFoundOut(CounterStoreFlaw flaw) {
    Flawed.assertFailsRule(Broken.class, flaw, flaw.rule);
  }

  @Test
  void everyRuleFindsOne() {
    assertThat(Arrays.stream(CounterStoreFlaw.values()).map(flaw -> flaw.rule))
        .containsAll(Flawed.rulesOf(CounterStoreContract.class));
  }

  static class Broken extends CounterStoreContract {
    @RegisterExtension final Flawed<CounterStoreFlaw> flawed = new Flawed<>(CounterStoreFlaw.class);
    private PlainCounterStore store;

    @Override
    protected CounterStore open() {
      if (store == null) {
        store = flawed.flaw().store();
      }
      return store;
    }

    @Override
    protected Set<Capability> capabilities() {
      return EnumSet.of(Capability.DRIVEN_CLOCK, Capability.REAL_CLOCK, Capability.EXCLUSIVE_LEASE);
    }

    @Override
    protected Duration timeToLive() {
      return PlainCounterStore.TIME_TO_LIVE;
    }

    @Override
    protected void advance(Duration duration) {
      store.advance(duration);
    }

    @Override
    protected Duration shortTimeToLive() {
      return PlainCounterStoreTest.SHORT_TIME_TO_LIVE;
    }

    @Override
    protected CounterStore openShortLived() {
      return flawed.flaw().store().shortLived(shortTimeToLive());
    }

    @Override
    protected Optional<CounterStore> openUnreachable() {
      return Optional.of(flawed.flaw().unreachable(store));
    }
  }
}
