package io.likes.core;

import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.LikeRow;
import io.likes.spi.RowPage;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A user who is in a closed cell is never taken for absent while its rows are loaded. */
@JCStressTest
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "not loaded yet")
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "loaded")
@Outcome(expect = Expect.FORBIDDEN, desc = "a user who is there was taken for absent")
@State
public class ClosedRowsStress {
  private static final CellHeader CLOSED =
      new CellHeader(CellId.root(ContentId.of("c")), 7, 1, 16, 0);
  private static final UserId THERE = UserId.of("there");
  private static final UserId ABSENT = UserId.of("absent");
  private static final RowPage PAGE =
      new RowPage(CLOSED, List.of(new LikeRow(THERE, 1, 0, ContentType.UNSPECIFIED)), null);

  private final Content content = new Content(CLOSED.cell().content(), 0, new SharedCounts());
  private final ClosedRows rows = new ClosedRows(new OnePage(PAGE), Runnable::run, 1000);

  public ClosedRowsStress() {
    content.root.merge(CLOSED);
  }

  @Actor
  public void load() {
    for (int i = 0; i < 8; i++) {
      rows.asked(content.root);
    }
  }

  @Actor
  public void ask(ZZ_Result r) {
    r.r1 = rows.absent(content.root, THERE);
    r.r2 = rows.absent(content.root, ABSENT);
  }
}
