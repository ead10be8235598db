package io.likes.inmemory;

import io.likes.ContentId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Calls of one cell at times before and behind the end of its life, in every order. */
@Param(name = "seq", gen = IntGen.class, conf = "1:4")
@Param(name = "now", gen = IntGen.class, conf = "1:3")
public class CopiesLincheckTest {
  private static final CellId CELL = CellId.root(ContentId.of("content"));
  private static final long TIME_TO_LIVE = 2;
  private static final long LEASE = 2;

  private final Copies copies = new Copies();

  @Operation
  public void merge(@Param(name = "seq") int seq, @Param(name = "now") int now) {
    copies.merge(header(seq), now, TIME_TO_LIVE);
  }

  @Operation
  public void sum(@Param(name = "seq") int seq, @Param(name = "now") int now) {
    copies.sum(header(seq), now, TIME_TO_LIVE);
  }

  @Operation
  public String read(@Param(name = "now") int now) {
    return copies.read(now, TIME_TO_LIVE).toString();
  }

  @Operation
  public boolean tryLease(@Param(name = "now") int now) {
    return copies.tryLease(now, LEASE);
  }

  private static CellHeader header(int seq) {
    return new CellHeader(CELL, seq, seq, 0, 0);
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
