package io.likes.inmemory;

import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.LikeEvent;
import io.likes.spi.Version;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A small log that gets full, and two readers of it. */
@Param(name = "seq", gen = IntGen.class, conf = "1:9")
@Param(name = "reader", gen = IntGen.class, conf = "0:1")
@Param(name = "max", gen = IntGen.class, conf = "1:3")
public class InMemoryEventLogLincheckTest {
  private static final CellId CELL = CellId.root(ContentId.of("content"));

  private final InMemoryEventLog log = new InMemoryEventLog(3);
  private final InMemoryEventLog.Reader[] readers = {log.reader(), log.reader()};

  @Operation
  public void publish(@Param(name = "seq") int seq) {
    CellHeader header = new CellHeader(CELL, seq, seq, 0, 0);
    log.publish(
        new LikeEvent(header, null, false, ContentType.UNSPECIFIED, new Version(0, seq), 0), false);
  }

  @Operation
  public String read(@Param(name = "reader") int reader, @Param(name = "max") int max) {
    return readers[reader].read(max).toString();
  }

  @Operation
  public void commit(@Param(name = "reader") int reader) {
    readers[reader].commit();
  }

  @Operation
  public void close(@Param(name = "reader") int reader) {
    readers[reader].close();
  }

  @Test
  @DisplayName("Under stress")
  void stress() {
    new StressOptions().threads(3).iterations(10).invocationsPerIteration(300).check(getClass());
  }
}
