package io.likes.core;

import io.likes.ContentId;
import io.likes.LikesListener;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Callers who leave their merges to each other leave none undone, also when the content was driven
 * out of memory and came back, so that two objects stand for its cell.
 */
@Param(name = "object", gen = IntGen.class, conf = "0:1")
public class InlinePublisherLincheckTest {
  private static final CellId ROOT = CellId.root(ContentId.of("content"));

  private final AtomicLong seqs = new AtomicLong();
  private final NewestHeaders counters = new NewestHeaders();
  private final Content[] contents = {
    new Content(ROOT.content(), 0, new SharedCounts()),
    new Content(ROOT.content(), 0, new SharedCounts())
  };
  private final InlinePublisher publisher =
      new InlinePublisher(
          counters,
          LikesListener.none(),
          new StoppedTime(),
          Runnable::run,
          10,
          Duration.ofSeconds(1));

  @Operation
  public void publish(@Param(name = "object") int object) {
    long seq = seqs.incrementAndGet();
    CellHeader header = new CellHeader(ROOT, seq, seq, 0, 0);
    Cell cell = contents[object].root;
    cell.merge(header);
    publisher.publish(cell, Events.of(header));
  }

  @Validate
  public void newestIsMerged() {
    LincheckRuns.same(seqs.get(), counters.seq(ROOT));
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
