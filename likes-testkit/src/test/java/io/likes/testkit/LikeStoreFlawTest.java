package io.likes.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.spi.LikeStore;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each broken LikeStore fails the rule that is there for it, and each rule is there for a broken
 * store.
 */
class LikeStoreFlawTest {
  @ParameterizedTest
  @EnumSource
  void isFoundOut(LikeStoreFlaw flaw) {
    Flawed.assertFailsRule(Broken.class, flaw, flaw.rule);
  }

  @Test
  void everyRuleFindsOne() {
    assertThat(Arrays.stream(LikeStoreFlaw.values()).map(flaw -> flaw.rule))
        .containsAll(Flawed.rulesOf(LikeStoreContract.class));
  }

  static class Broken extends LikeStoreContract {
    @RegisterExtension final Flawed<LikeStoreFlaw> flawed = new Flawed<>(LikeStoreFlaw.class);
    private PlainLikeStore store;

    @Override
    protected LikeStore open() {
      if (store == null) {
        store = flawed.flaw().store();
      }
      return store;
    }

    @Override
    protected StorageView storage() {
      return store;
    }

    @Override
    protected Set<Capability> capabilities() {
      return EnumSet.of(Capability.UNRELIABLE_CLIENT);
    }

    @Override
    protected LikeStore openUnreliable() {
      return flawed.flaw().unreliable(store);
    }

    @Override
    protected Optional<LikeStore> openUnreachable() {
      return Optional.of(flawed.flaw().unreachable(store));
    }
  }
}
