package io.likes.inmemory;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import java.util.Arrays;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Two users whose hashes meet in one register are both kept. */
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE)
@Outcome(expect = Expect.FORBIDDEN, desc = "one update of a register overwrote another")
@State
public class SketchStress {
  // The same highest bits, which choose the register; then two and four zeros.
  private static final long FIRST = 0x0001_1000_0000_0000L;
  private static final long SECOND = 0x0000_4000_0000_0000L;
  private static final byte[] BOTH =
      UltraLogLog.create(Sketch.Registers.PRECISION).add(FIRST).add(SECOND).getState();

  private final Sketch.Registers registers =
      new Sketch.Registers(UltraLogLog.create(Sketch.Registers.PRECISION).getState());

  @Actor
  public void first() {
    registers.with(FIRST);
  }

  @Actor
  public void second() {
    registers.with(SECOND);
  }

  @Arbiter
  public void compare(Z_Result r) {
    r.r1 = Arrays.equals(registers.state(), BOTH);
  }
}
