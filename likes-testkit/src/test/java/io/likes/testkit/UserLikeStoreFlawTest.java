package io.likes.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.spi.UserLikeStore;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each broken UserLikeStore fails the rule that is there for it, and each rule is there for a
 * broken store.
 */
class UserLikeStoreFlawTest {
  @ParameterizedTest
  @EnumSource
  void isFoundOut(UserLikeStoreFlaw flaw) {
    Flawed.assertFailsRule(Broken.class, flaw, flaw.rule);
  }

  @Test
  void everyRuleFindsOne() {
    assertThat(Arrays.stream(UserLikeStoreFlaw.values()).map(flaw -> flaw.rule))
        .containsAll(Flawed.rulesOf(UserLikeStoreContract.class));
  }

  static class Broken extends UserLikeStoreContract {
    @RegisterExtension
    final Flawed<UserLikeStoreFlaw> flawed = new Flawed<>(UserLikeStoreFlaw.class);

    private PlainUserLikeStore store;

    @Override
    protected UserLikeStore open() {
      if (store == null) {
        store = flawed.flaw().store();
      }
      return store;
    }

    @Override
    protected Optional<UserLikeStore> openUnreachable() {
      return Optional.of(flawed.flaw().unreachable(store));
    }
  }
}
