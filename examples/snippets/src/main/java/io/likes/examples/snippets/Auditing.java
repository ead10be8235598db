package io.likes.examples.snippets;

import io.likes.AuditReport;
import io.likes.AuditSource;
import io.likes.Checkpoint;
import io.likes.ContentId;
import io.likes.LikeAudit;
import io.likes.spi.CounterStore;
import io.likes.spi.LikeStore;
import io.likes.spi.UserLikeStore;
import java.nio.file.Path;

/** A nightly look at whether the copies agree with the truth. */
public final class Auditing {
  private Auditing() {}

  /** Audits the contents of a source, and goes on where the last run was stopped. */
  public static AuditReport run(
      LikeStore store,
      UserLikeStore lists,
      CounterStore counts,
      AuditSource<ContentId> contents,
      Path checkpoint) {
    // region audit
    LikeAudit audit =
        LikeAudit.builder()
            .likeStore(store)
            .userLikeStore(lists)
            .counterStore(counts)
            .contents(contents)
            .checkpoint(Checkpoint.file(checkpoint))
            .maxContentsPerSecond(1000)
            .maxRowsPerSecond(100_000)
            .repair(false)
            .build();
    AuditReport report = audit.run();
    // endregion
    return report;
  }
}
