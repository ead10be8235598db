package io.likes.core;

import io.likes.AuditSource;
import io.likes.ContentId;
import io.likes.LikeAudit;
import io.likes.Page;
import java.util.List;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whoever learns that a run of an audit is under way can stop it, however short it is. */
public class AuditStopLincheckTest {
  private volatile boolean stopped;
  private volatile boolean stoppedBeforeThePage;
  private final AuditSource<ContentId> contents =
      request -> {
        stoppedBeforeThePage = stopped;
        return new Page<>(List.of(), null);
      };
  private final LikeAudit audit =
      LikeAudit.builder()
          .likeStore(new CellsInMemory(1))
          .contents(contents)
          .time(new StoppedTime())
          .build();

  /** Returns whether a run went on to its end although it was stopped before. */
  @Operation
  public boolean run() {
    try {
      return audit.run().complete() && stoppedBeforeThePage;
    } catch (IllegalStateException e) {
      audit.stop();
      stopped = true;
      return false;
    }
  }

  @Test
  @DisplayName("Under model checking")
  void modelChecking() {
    // One call for each thread: what stops one run must not be seen by the next.
    new ModelCheckingOptions()
        .threads(2)
        .actorsPerThread(1)
        .actorsBefore(0)
        .actorsAfter(0)
        .iterations(1)
        .invocationsPerIteration(20)
        .check(getClass());
  }
}
