package io.likes.inmemory;

import io.likes.ContentId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.StoredCount;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * A copy that a merge begins where one has expired is never read with the age of the sum before.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "expired")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "begun, and no age")
@Outcome(expect = Expect.FORBIDDEN, desc = "begun, with an age")
@State
public class CopiesBegunStress {
  private static final CellId CELL = CellId.root(ContentId.of("c"));
  private static final long TIME_TO_LIVE = 1000;
  private static final long EXPIRED = 1500;

  private final Copies copies = new Copies();

  public CopiesBegunStress() {
    // That of the higher seq stays, and is not prolonged by the sum behind it.
    copies.merge(new CellHeader(CELL, 3, 3, 0, 0), 0, TIME_TO_LIVE);
    copies.sum(new CellHeader(CELL, 2, 2, 0, 0), 800, TIME_TO_LIVE);
    copies.summed(800);
  }

  @Actor
  public void merge() {
    copies.merge(new CellHeader(CELL, 1, 1, 0, 0), EXPIRED, TIME_TO_LIVE);
  }

  @Actor
  public void read(JJ_Result r) {
    StoredCount count = copies.read(EXPIRED, TIME_TO_LIVE);
    r.r1 = count.cells().size();
    r.r2 = count.age() == null ? 0 : 1;
  }
}
