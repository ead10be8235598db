package io.likes.inmemory;

import io.likes.ContentId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.StoredCount;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** A count that is read while a sum ends never says that it is younger than it is. */
@JCStressTest
@Outcome(id = "1, 10", expect = Expect.ACCEPTABLE, desc = "before")
@Outcome(
    id = {"2, 10", "2, 0"},
    expect = Expect.ACCEPTABLE,
    desc = "behind, or as old as before")
@Outcome(expect = Expect.FORBIDDEN, desc = "the old count with the age of the new one")
@State
public class CopiesStress {
  private static final CellId CELL = CellId.root(ContentId.of("c"));
  private static final CellHeader OLD = new CellHeader(CELL, 1, 1, 0, 0);
  private static final CellHeader NEW = new CellHeader(CELL, 2, 2, 0, 0);
  private static final long TIME_TO_LIVE = 1000;

  private final Copies copies = new Copies();

  public CopiesStress() {
    copies.sum(OLD, 0, TIME_TO_LIVE);
    copies.summed(0);
  }

  @Actor
  public void sum() {
    copies.sum(NEW, 10, TIME_TO_LIVE);
    copies.summed(10);
  }

  @Actor
  public void read(JJ_Result r) {
    StoredCount count = copies.read(10, TIME_TO_LIVE);
    r.r1 = count.cells().get(0).total();
    Duration age = count.age();
    r.r2 = age == null ? -1 : age.toNanos();
  }
}
