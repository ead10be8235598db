package io.likes.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.ContentId;
import io.likes.Count;
import io.likes.Count.Freshness;
import io.likes.core.SharedCounts.Shared;
import org.junit.jupiter.api.Test;

class SharedCountsTest {
  private static final ContentId CONTENT = ContentId.of("content");
  private static final Count COUNT = new Count(7, 0, Freshness.FRESH);

  private final SharedCounts counts = new SharedCounts();

  @Test
  void countIsSharedAtItsTimeOnly() {
    share(1);

    assertThat(counts.get(CONTENT, 1)).isEqualTo(COUNT);
    assertThat(counts.get(CONTENT, 2)).isNull();
    assertThat(counts.get(ContentId.of("other"), 1)).isNull();
  }

  @Test
  void placeIsClaimedOnceAtATime() {
    assertThat(counts.claim(CONTENT, 1)).isNotNull();
    assertThat(counts.claim(CONTENT, 1)).isNull();
    assertThat(counts.claim(CONTENT, 2)).isNotNull();
  }

  @Test
  void changeTakesTheCountAway() {
    share(1);

    counts.changed(CONTENT);

    assertThat(counts.get(CONTENT, 1)).isNull();
  }

  @Test
  void changeBehindTheClaimKeepsAnOlderCountOut() {
    Shared claim = counts.claim(CONTENT, 1);
    counts.changed(CONTENT);

    counts.share(claim, COUNT);

    assertThat(counts.get(CONTENT, 1)).isNull();
  }

  @Test
  void contentsWhoseHashesMeetDoNotMix() {
    ContentId one = ContentId.of("Aa");
    ContentId same = ContentId.of("BB");
    assertThat(one).hasSameHashCodeAs(same);
    Shared claim = counts.claim(one, 1);
    assertThat(claim).isNotNull();
    counts.share(claim, COUNT);

    assertThat(counts.get(same, 1)).isNull();
    assertThat(counts.claim(same, 1)).isNull();
    counts.changed(same);
    assertThat(counts.get(one, 1)).isEqualTo(COUNT);
  }

  private void share(long now) {
    Shared claim = counts.claim(CONTENT, now);
    assertThat(claim).isNotNull();
    counts.share(claim, COUNT);
  }
}
