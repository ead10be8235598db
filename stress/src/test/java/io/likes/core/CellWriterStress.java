package io.likes.core;

import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.BatchResult;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.Change;
import io.likes.spi.ChangeResult;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * Each caller gets the answer to its own change, also from the thread that led its batch, and a
 * batch sees what the one before wrote.
 */
@JCStressTest
@Outcome(
    id = {"1, 2", "2, 1"},
    expect = Expect.ACCEPTABLE,
    desc = "one batch after the other, or one batch of both")
@Outcome(expect = Expect.FORBIDDEN, desc = "an answer or a write was lost on the way")
@State
public class CellWriterStress {
  private static final CellId CELL = CellId.root(ContentId.of("c"));
  private static final Change FIRST = change("u1");
  private static final Change SECOND = change("u2");
  private static final long NEVER = 3_600_000_000_000L;

  private final CellWriter writer = new CellWriter();
  // Plain: the writer lets one thread at a time write it.
  private long seq;

  @Actor
  public void first(JJ_Result r) {
    r.r1 = write(FIRST);
  }

  @Actor
  public void second(JJ_Result r) {
    r.r2 = write(SECOND);
  }

  private long write(Change change) {
    return writer
        .write(change, System.nanoTime() + NEVER, System::nanoTime, 8, this::apply)
        .result()
        .seq();
  }

  private BatchResult apply(List<Change> changes) {
    List<ChangeResult> results = new ArrayList<>();
    for (Change change : changes) {
      results.add(new ChangeResult(ChangeResult.Effect.CHANGED, ++seq, change.timeMillis()));
    }
    return new BatchResult(new CellHeader(CELL, seq, seq, 0, 0), results, 0);
  }

  private static Change change(String user) {
    return new Change(UserId.of(user), true, 0, ContentType.UNSPECIFIED);
  }
}
