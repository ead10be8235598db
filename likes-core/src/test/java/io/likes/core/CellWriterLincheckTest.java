package io.likes.core;

import io.likes.BackendException;
import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.core.CellWriter.Written;
import io.likes.spi.BatchResult;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.Change;
import io.likes.spi.ChangeResult;
import io.likes.spi.ChangeResult.Effect;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Group commit: each caller gets the answer to its own change, and what writes the batches needs no
 * lock of its own. Under stress only: the model checker takes minutes for loops around a timed
 * park.
 */
@Param(name = "user", gen = IntGen.class, conf = "1:3")
public class CellWriterLincheckTest {
  private static final CellId CELL = CellId.root(ContentId.of("content"));
  private static final int REFUSED = 0;

  private final CellWriter writer = new CellWriter();
  // Neither is safe for threads: there is one batch at a time.
  private final Set<UserId> rows = new HashSet<>();
  private long seq;

  @Operation
  public String like(@Param(name = "user") int user) {
    return change(user, true);
  }

  @Operation
  public String unlike(@Param(name = "user") int user) {
    return change(user, false);
  }

  /** A change that the store refuses: it must not take others with it. */
  @Operation
  public String refused() {
    return change(REFUSED, true);
  }

  private String change(int user, boolean liked) {
    Change change = new Change(UserId.of("user" + user), liked, 0, ContentType.UNSPECIFIED);
    try {
      Written written = writer.write(change, Long.MAX_VALUE, () -> 0, 2, this::apply);
      return written.result().toString();
    } catch (BackendException e) {
      return e.effect().toString();
    }
  }

  private BatchResult apply(List<Change> batch) {
    UserId refused = UserId.of("user" + REFUSED);
    if (batch.stream().anyMatch(change -> change.user().equals(refused))) {
      throw new BackendException(BackendException.Effect.NOT_APPLIED, "refused", null);
    }
    List<ChangeResult> results = new ArrayList<>();
    for (Change change : batch) {
      boolean changed = change.liked() ? rows.add(change.user()) : rows.remove(change.user());
      if (changed) {
        seq++;
      }
      results.add(
          new ChangeResult(changed ? Effect.CHANGED : Effect.UNCHANGED, changed ? seq : 0, 0));
    }
    return new BatchResult(new CellHeader(CELL, seq, rows.size(), 0, 0), results, 0);
  }

  @Test
  @DisplayName("Under stress")
  void stress() {
    LincheckRuns.stress(getClass());
  }
}
