package io.likes.core;

import io.likes.ContentId;
import io.likes.Count;
import io.likes.Count.Freshness;
import io.likes.core.SharedCounts.Shared;
import io.likes.spi.CellHeader;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Readers who share counts while the content changes: none reads less than what a change that has
 * returned left. The clock stands, so that all that is shared stays shared.
 */
@Param(name = "seq", gen = IntGen.class, conf = "1:5")
public class SharedCountsLincheckTest {
  private final SharedCounts shared = new SharedCounts();
  private final Content content = new Content(ContentId.of("content"), 0, shared);

  @Operation
  public void change(@Param(name = "seq") int seq) {
    content.root.merge(new CellHeader(content.root.id, seq, seq, 0, 0));
  }

  /** Reads as a CountReader does. */
  @Operation
  public long count() {
    Count told = shared.get(content.id, 0);
    return told != null ? told.value() : read(shared.claim(content.id, 0));
  }

  private long read(@Nullable Shared claim) {
    Count count = new Count(content.total(), 0, Freshness.FRESH);
    if (claim != null) {
      shared.share(claim, count);
    }
    return count.value();
  }

  @Test
  @DisplayName("Under stress")
  void stress() {
    LincheckRuns.stress(getClass());
  }

  @Test
  @DisplayName("Under model checking")
  void modelChecking() {
    LincheckRuns.modelChecking(getClass());
  }
}
