package io.likes.stress;

import java.util.concurrent.atomic.AtomicLongArray;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * What structures would be that publish carelessly. The harness has to find each of them, or that
 * it finds nothing in the others would prove nothing.
 */
public class BrokenStress {
  private BrokenStress() {}

  /** A cell whose header is plain: the caller leaves its header to a merger who does not see it. */
  @JCStressTest
  @Outcome(
      id = {"false, false", "true, true", "false, true"},
      expect = Expect.ACCEPTABLE)
  @Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "left, and not taken")
  @State
  public static class PlainLeaving {
    private boolean merging = true;
    private long header = 1;

    @Actor
    public void caller(ZZ_Result r) {
      header = 2;
      r.r1 = merging;
    }

    @Actor
    public void merger(ZZ_Result r) {
      merging = false;
      r.r2 = header == 2;
    }
  }

  /** A closing that shows the header before the children. */
  @JCStressTest
  @Outcome(
      id = {"false, false", "false, true", "true, true"},
      expect = Expect.ACCEPTABLE)
  @Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "closed without children")
  @State
  public static class HeaderBeforeChildren {
    private volatile boolean closed;
    private volatile AtomicLongArray children;

    @Actor
    public void close() {
      closed = true;
      children = new AtomicLongArray(1024);
    }

    @Actor
    public void descend(ZZ_Result r) {
      r.r1 = closed;
      r.r2 = children != null;
    }
  }
}
