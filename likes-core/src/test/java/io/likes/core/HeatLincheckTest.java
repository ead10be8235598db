package io.likes.core;

import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Within one window a content becomes hot once, and is told so once. */
public class HeatLincheckTest {
  private static final int HOT = 2;
  private static final long COOL_DOWN = 5;

  private final Heat heat = new Heat(0);
  private final AtomicInteger hot = new AtomicInteger();
  private final AtomicInteger records = new AtomicInteger();

  @Operation
  public void record() {
    records.incrementAndGet();
    if (heat.record(1, HOT)) {
      hot.incrementAndGet();
    }
  }

  /** Cools nothing: the rate is that of the running window. */
  @Operation
  public void cool() {
    if (heat.cool(2, HOT, COOL_DOWN)) {
      hot.decrementAndGet();
    }
  }

  @Validate
  public void toldOnce() {
    LincheckRuns.same(heat.hot() ? 1 : 0, hot.get());
    LincheckRuns.same(records.get(), Math.toIntExact(heat.rate(2)));
  }

  @Test
  @DisplayName("Under stress")
  void stress() {
    LincheckRuns.stress(getClass());
  }

  @Test
  @DisplayName("Under model checking")
  void modelChecking() {
    LincheckRuns.modelChecking(getClass());
  }
}
