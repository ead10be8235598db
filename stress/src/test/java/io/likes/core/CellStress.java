package io.likes.core;

import io.likes.ContentId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;
import org.openjdk.jcstress.infra.results.J_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** What a thread sees of a cell that another one changes. */
public class CellStress {
  private static final ContentId CONTENT = ContentId.of("c");
  private static final CellId ROOT = CellId.root(CONTENT);
  private static final CellHeader CLOSED = new CellHeader(ROOT, 7, 5, 16, 0);
  private static final CellHeader OLDER = new CellHeader(ROOT.child(3), 6, 5, 0, 16);
  private static final CellHeader NEWER = new CellHeader(ROOT.child(3), 7, 6, 0, 16);

  private CellStress() {}

  private static Content closed() {
    Content content = new Content(CONTENT, 0, new SharedCounts());
    content.root.merge(CLOSED);
    return content;
  }

  /** Whoever sees a cell closed finds its children. */
  @JCStressTest
  @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "still open")
  @Outcome(id = "16", expect = Expect.ACCEPTABLE, desc = "closed, the way down is known")
  @Outcome(expect = Expect.FORBIDDEN, desc = "closed without children")
  @State
  public static class Closing {
    private final Content content = new Content(CONTENT, 0, new SharedCounts());

    @Actor
    public void close() {
      content.root.merge(CLOSED);
    }

    @Actor
    public void descend(J_Result r) {
      r.r1 = content.root.header().closed() ? content.root.child(3).siblings : 0;
    }
  }

  /** Threads that want the same child or writer get the same one, whole. */
  @JCStressTest
  @Outcome(id = "true, true", expect = Expect.ACCEPTABLE)
  @Outcome(expect = Expect.FORBIDDEN, desc = "made twice, or seen half made")
  @State
  public static class MadeOnce {
    private final Content content = closed();
    private Cell first;
    private Cell second;
    private CellWriter firstWriter;
    private CellWriter secondWriter;
    private boolean whole;
    private boolean alsoWhole;

    @Actor
    public void first() {
      first = content.root.child(3);
      whole = first.header().siblings() == 0 && first.children() == 0;
      firstWriter = first.writer();
    }

    @Actor
    public void second() {
      second = content.root.child(3);
      alsoWhole = second.header().siblings() == 0 && second.children() == 0;
      secondWriter = second.writer();
    }

    @Arbiter
    public void compare(ZZ_Result r) {
      r.r1 = first == second && firstWriter == secondWriter;
      r.r2 = whole && alsoWhole;
    }
  }

  /** Whoever finds a header known already reads a sum that has it. */
  @JCStressTest
  @Outcome(id = "10, 10", expect = Expect.ACCEPTABLE)
  @Outcome(expect = Expect.FORBIDDEN, desc = "a count without what its reader has merged")
  @State
  public static class HeaderWithSum {
    private final Content content = closed();

    @Actor
    public void first(JJ_Result r) {
      content.root.child(3).merge(OLDER);
      r.r1 = content.total();
    }

    @Actor
    public void second(JJ_Result r) {
      content.root.child(3).merge(OLDER);
      r.r2 = content.total();
    }
  }

  /** The newer header stays, and the sum goes with it. */
  @JCStressTest
  @Outcome(id = "7, 11", expect = Expect.ACCEPTABLE)
  @Outcome(expect = Expect.FORBIDDEN, desc = "an older header won, or the sum is of another one")
  @State
  public static class NewestWins {
    private final Content content = closed();

    @Actor
    public void older() {
      content.root.child(3).merge(OLDER);
    }

    @Actor
    public void newer() {
      content.root.child(3).merge(NEWER);
    }

    @Arbiter
    public void read(JJ_Result r) {
      r.r1 = content.root.child(3).header().seq();
      r.r2 = content.total();
    }
  }
}
