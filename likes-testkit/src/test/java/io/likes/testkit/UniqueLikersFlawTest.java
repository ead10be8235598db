package io.likes.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.spi.UniqueLikers;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each broken UniqueLikers fails the rule that is there for it, and each rule is there for a broken
 * one.
 */
class UniqueLikersFlawTest {
  @ParameterizedTest
  @EnumSource
  void isFoundOut(UniqueLikersFlaw flaw) {
    Flawed.assertFailsRule(Broken.class, flaw, flaw.rule);
  }

  @Test
  void everyRuleFindsOne() {
    assertThat(Arrays.stream(UniqueLikersFlaw.values()).map(flaw -> flaw.rule))
        .containsAll(Flawed.rulesOf(UniqueLikersContract.class));
  }

  static class Broken extends UniqueLikersContract {
    @RegisterExtension final Flawed<UniqueLikersFlaw> flawed = new Flawed<>(UniqueLikersFlaw.class);
    private PlainUniqueLikers likers;

    @Override
    protected UniqueLikers open() {
      if (likers == null) {
        likers = flawed.flaw().likers();
      }
      return likers;
    }

    @Override
    protected Optional<UniqueLikers> openUnreachable() {
      return Optional.of(flawed.flaw().unreachable());
    }
  }
}
