package io.likes.examples.viralpost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.likes.ContentId;
import io.likes.Outcome;
import io.likes.UserId;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TallyTest {
  private final ContentId content = ContentId.of(UUID.randomUUID().toString());
  private final UserId user = UserId.of(UUID.randomUUID().toString());
  private final UserId other = UserId.of(UUID.randomUUID().toString());
  private final Tally tally = new Tally();

  @Test
  @DisplayName("the count is LIKED minus UNLIKED, and repeated calls are duplicates")
  void counts() {
    tally.answered(content, user, Outcome.LIKED);
    tally.answered(content, user, Outcome.ALREADY_LIKED);
    tally.answered(content, other, Outcome.LIKED);
    tally.answered(content, user, Outcome.UNLIKED);
    tally.answered(content, user, Outcome.NOT_LIKED);
    assertThat(tally.counts()).containsExactly(entry(content, 1L));
    assertThat(tally.likes()).isEqualTo(2);
    assertThat(tally.unlikes()).isEqualTo(1);
    assertThat(tally.duplicates()).isEqualTo(2);
    assertThat(tally.contradictions()).isZero();
    assertThat(tally.sample(100))
        .containsOnly(entry(new Pair(content, user), false), entry(new Pair(content, other), true));
  }

  @Test
  @DisplayName("answers that do not fit the one before contradict, and still count as answered")
  void contradictions() {
    tally.answered(content, user, Outcome.LIKED);
    tally.answered(content, user, Outcome.LIKED);
    assertThat(tally.contradictions()).isEqualTo(1);
    assertThat(tally.counts()).containsExactly(entry(content, 2L));
    tally.answered(content, user, Outcome.NOT_LIKED);
    tally.answered(content, user, Outcome.ALREADY_LIKED);
    tally.answered(content, other, Outcome.UNLIKED);
    assertThat(tally.contradictions()).isEqualTo(4);
  }

  @Test
  @DisplayName("a like that ended UNKNOWN counts if the pair turns out to be liked")
  void unknownLike() {
    tally.unknown(content, user);
    tally.unknown(content, other);
    assertThat(tally.counts()).containsExactly(entry(content, 0L));
    assertThat(tally.unsettled())
        .containsExactlyInAnyOrder(new Pair(content, user), new Pair(content, other));
    tally.settle(content, user, true);
    tally.settle(content, other, false);
    assertThat(tally.counts()).containsExactly(entry(content, 1L));
    assertThat(tally.unsettled()).isEmpty();
    assertThat(tally.contradictions()).isZero();
  }

  @Test
  @DisplayName("an unlike that ended UNKNOWN counts if the pair turns out to be not liked")
  void unknownUnlike() {
    tally.answered(content, user, Outcome.LIKED);
    tally.unknown(content, user);
    tally.settle(content, user, false);
    assertThat(tally.counts()).containsExactly(entry(content, 0L));
  }

  @Test
  @DisplayName("a later answer settles what was UNKNOWN")
  void settledByAnswer() {
    tally.unknown(content, user);
    tally.answered(content, user, Outcome.ALREADY_LIKED);
    assertThat(tally.counts()).containsExactly(entry(content, 1L));
    tally.unknown(content, user);
    tally.answered(content, user, Outcome.LIKED);
    assertThat(tally.counts()).containsExactly(entry(content, 1L));
    tally.unknown(content, user);
    tally.answered(content, user, Outcome.UNLIKED);
    assertThat(tally.counts()).containsExactly(entry(content, 0L));
    assertThat(tally.unsettled()).isEmpty();
    assertThat(tally.contradictions()).isZero();
  }

  @Test
  @DisplayName("tallies of different users add up")
  void add() {
    Tally theirs = new Tally();
    tally.answered(content, user, Outcome.LIKED);
    theirs.answered(content, other, Outcome.LIKED);
    theirs.answered(content, other, Outcome.LIKED);
    theirs.answered(content, other, Outcome.UNLIKED);
    theirs.answered(content, other, Outcome.NOT_LIKED);
    theirs.unknown(content, other);
    tally.add(theirs);
    assertThat(tally.counts()).containsExactly(entry(content, 2L));
    assertThat(tally.likes()).isEqualTo(3);
    assertThat(tally.unlikes()).isEqualTo(1);
    assertThat(tally.duplicates()).isEqualTo(1);
    assertThat(tally.contradictions()).isEqualTo(1);
    assertThat(tally.unsettled()).containsExactly(new Pair(content, other));
  }

  @Test
  @DisplayName("a sample of many pairs has about the size asked for")
  void sample() {
    for (int i = 0; i < 1000; i++) {
      tally.answered(content, UserId.of("user-" + i), Outcome.LIKED);
    }
    assertThat(tally.sample(100)).hasSize(100);
    assertThat(tally.sample(1_000_000)).hasSize(1000);
  }
}
