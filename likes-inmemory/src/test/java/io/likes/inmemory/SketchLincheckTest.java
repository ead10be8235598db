package io.likes.inmemory;

import com.dynatrace.hash4j.distinctcount.UltraLogLog;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Hashes that race for one register are all in it afterwards. */
@Param(name = "zeros", gen = IntGen.class, conf = "0:40")
public class SketchLincheckTest {
  private static final int REGISTER_BITS = Sketch.Registers.PRECISION;

  private final Sketch registers =
      new Sketch.Registers(UltraLogLog.create(REGISTER_BITS).getState());

  /** Adds a hash of the same register as all others. */
  @Operation
  public void add(@Param(name = "zeros") int zeros) {
    long register = 7L << (Long.SIZE - REGISTER_BITS);
    Sketch unused = registers.with(register | 1L << (Long.SIZE - REGISTER_BITS - 1 - zeros));
  }

  @Operation
  public String register() {
    return String.valueOf(((Sketch.Registers) registers).state()[7]);
  }

  @Test
  @DisplayName("Under stress")
  void stress() {
    new StressOptions().threads(3).iterations(10).invocationsPerIteration(300).check(getClass());
  }

  @Test
  @DisplayName("Under model checking")
  void modelChecking() {
    new ModelCheckingOptions()
        .threads(2)
        .iterations(5)
        .invocationsPerIteration(100)
        .check(getClass());
  }
}
