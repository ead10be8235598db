package io.likes.inmemory;

import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.CellId;
import io.likes.spi.Change;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** The header, which is read without the lock, against the rows, which are read under it. */
public class CellStress {
  private static final CellId ID = CellId.root(ContentId.of("c"));
  private static final Change FIRST = like("u1");
  private static final Change SECOND = like("u2");

  private CellStress() {}

  private static Change like(String user) {
    return new Change(UserId.of(user), true, 0, ContentType.UNSPECIFIED);
  }

  /** Whoever sees a header sees its rows. */
  @JCStressTest
  @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "before")
  @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "liked between the reads")
  @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "behind")
  @Outcome(expect = Expect.FORBIDDEN, desc = "a header without its rows")
  @State
  public static class HeaderThenRows {
    private final Cell cell = new Cell(ID);

    @Actor
    public void like() {
      cell.apply(FIRST, 0);
    }

    @Actor
    public void read(JJ_Result r) {
      r.r1 = cell.header().total();
      r.r2 = cell.rows(null, 10).rows().size();
    }
  }

  /** Two likes are two, in the header and in the rows, each with its own seq. */
  @JCStressTest
  @Outcome(
      id = {"1, 2, 22", "2, 1, 22"},
      expect = Expect.ACCEPTABLE)
  @Outcome(expect = Expect.FORBIDDEN, desc = "a like was lost")
  @State
  public static class TwoLikes {
    private final Cell cell = new Cell(ID);

    @Actor
    public void first(JJJ_Result r) {
      r.r1 = cell.apply(FIRST, 0).results().get(0).seq();
    }

    @Actor
    public void second(JJJ_Result r) {
      r.r2 = cell.apply(SECOND, 0).results().get(0).seq();
    }

    @Arbiter
    public void read(JJJ_Result r) {
      r.r3 = 10 * cell.header().total() + cell.rows(null, 10).rows().size();
    }
  }
}
