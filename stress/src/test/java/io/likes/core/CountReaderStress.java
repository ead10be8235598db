package io.likes.core;

import io.likes.ContentId;
import io.likes.Counting;
import io.likes.LikeServiceConfig;
import io.likes.LikesListener;
import io.likes.TimeSource;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.RowPage;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** Of two readers who miss, one loads, and the other reads what that one has loaded. */
@JCStressTest
@Outcome(id = "5, 5", expect = Expect.ACCEPTABLE)
@Outcome(expect = Expect.FORBIDDEN, desc = "a reader who waited does not see what was loaded")
@State
public class CountReaderStress {
  private static final ContentId CONTENT = ContentId.of("c");
  private static final OnePage STORE =
      new OnePage(new RowPage(new CellHeader(CellId.root(CONTENT), 5, 5, 0, 0), List.of(), null));
  private static final LikeServiceConfig CONFIG =
      new LikeServiceConfig(
          Counting.INLINE,
          Duration.ofHours(1),
          Duration.ofHours(1),
          100,
          Duration.ofHours(1),
          1000,
          1000,
          16,
          1000,
          Duration.ofHours(1));

  private final Contents contents = new Contents(1000, TimeSource.system());
  private final CountReader counts =
      new CountReader(
          new CellSums(STORE, contents, LikesListener.none(), TimeSource.system()),
          null,
          contents,
          CONFIG,
          LikesListener.none(),
          TimeSource.system(),
          RandomGenerator.getDefault(),
          Runnable::run);

  @Actor
  public void first(JJ_Result r) {
    r.r1 = read();
  }

  @Actor
  public void second(JJ_Result r) {
    r.r2 = read();
  }

  private long read() {
    return counts.read(List.of(CONTENT)).get(CONTENT).value();
  }
}
