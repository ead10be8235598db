package io.likes.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.ContentId;
import io.likes.spi.EventSink;
import io.likes.spi.LikeEvent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each broken EventSink fails the rule that is there for it, and each rule is there for a broken
 * sink.
 */
class EventSinkFlawTest {
  @ParameterizedTest
  @EnumSource
  void isFoundOut(EventSinkFlaw flaw) {
    Flawed.assertFailsRule(Broken.class, flaw, flaw.rule);
  }

  @Test
  void everyRuleFindsOne() {
    assertThat(Arrays.stream(EventSinkFlaw.values()).map(flaw -> flaw.rule))
        .containsAll(Flawed.rulesOf(EventSinkContract.class));
  }

  static class Broken extends EventSinkContract {
    @RegisterExtension final Flawed<EventSinkFlaw> flawed = new Flawed<>(EventSinkFlaw.class);
    private PlainEventSink sink;

    @Override
    protected EventSink open() {
      if (sink == null) {
        sink = flawed.flaw().sink();
      }
      return sink;
    }

    @Override
    protected List<LikeEvent> delivered(Collection<ContentId> contents) {
      return sink.delivered(contents);
    }

    @Override
    protected Optional<EventSink> openUnreachable() {
      return Optional.of(flawed.flaw().unreachable(sink));
    }
  }
}
