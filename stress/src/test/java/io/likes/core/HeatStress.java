package io.likes.core;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/** When a content becomes hot, and when it cools down, while several threads count. */
public class HeatStress {
  private HeatStress() {}

  /** The change that makes a content hot is one, and is not missed. */
  @JCStressTest
  @Outcome(
      id = {"true, false", "false, true"},
      expect = Expect.ACCEPTABLE)
  @Outcome(expect = Expect.FORBIDDEN, desc = "hot twice, or never")
  @State
  public static class HotOnce {
    private final Heat heat = new Heat(0);

    @Actor
    public void first(ZZ_Result r) {
      r.r1 = heat.record(1, 2);
    }

    @Actor
    public void second(ZZ_Result r) {
      r.r2 = heat.record(1, 2);
    }
  }

  /** Whoever sees a content hot sees since when: it does not cool down for being calm before. */
  @JCStressTest
  @Outcome(id = "false", expect = Expect.ACCEPTABLE)
  @Outcome(expect = Expect.FORBIDDEN, desc = "cold before the cool-down time was over")
  @State
  public static class CalmSince {
    private static final long LATER = 3 * Heat.WINDOW_NANOS;

    private final Heat heat = new Heat(0);

    public CalmSince() {
      heat.record(1, 2);
    }

    @Actor
    public void heat() {
      heat.record(1, 2);
    }

    @Actor
    public void cool(Z_Result r) {
      r.r1 = heat.cool(LATER, 2, LATER);
    }
  }
}
