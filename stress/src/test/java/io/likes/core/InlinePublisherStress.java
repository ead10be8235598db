package io.likes.core;

import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.LikesListener;
import io.likes.TimeSource;
import io.likes.UserId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CounterStore;
import io.likes.spi.LikeEvent;
import io.likes.spi.StoredCount;
import io.likes.spi.Version;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/**
 * The newest header reaches the CounterStore: either who finds a merge under way left its header
 * before the merger looks again, or it merges itself.
 */
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE)
@Outcome(expect = Expect.FORBIDDEN, desc = "the newest header was left and nobody took it")
@State
public class InlinePublisherStress {
  private static final ContentId CONTENT = ContentId.of("c");
  private static final LikeEvent FIRST = event(1);
  private static final LikeEvent SECOND = event(2);

  // No thread of its own for each of millions of publishers.
  private static final TimeSource NO_TIME =
      new TimeSource() {
        @Override
        public long nanoTime() {
          return 0;
        }

        @Override
        public long currentTimeMillis() {
          return 0;
        }

        @Override
        public Periodic every(Duration period, Runnable task) {
          return () -> {};
        }
      };

  private final Newest store = new Newest();
  private final Cell cell = new Content(CONTENT, 0, new SharedCounts()).root;
  private final InlinePublisher publisher =
      new InlinePublisher(
          store, LikesListener.none(), NO_TIME, Runnable::run, 10, Duration.ofSeconds(1));

  @Actor
  public void first() {
    publish(FIRST);
  }

  @Actor
  public void second() {
    publish(SECOND);
  }

  @Arbiter
  public void read(J_Result r) {
    r.r1 = store.seq.get();
  }

  private void publish(LikeEvent event) {
    cell.merge(event.header());
    publisher.publish(cell, event);
  }

  private static LikeEvent event(long seq) {
    return new LikeEvent(
        new CellHeader(CellId.root(CONTENT), seq, seq, 0, 0),
        UserId.of("u" + seq),
        true,
        ContentType.UNSPECIFIED,
        new Version(0, seq),
        0);
  }

  private static final class Newest implements CounterStore {
    final AtomicLong seq = new AtomicLong();

    @Override
    public void merge(Collection<CellHeader> headers) {
      for (CellHeader header : headers) {
        seq.accumulateAndGet(header.seq(), Math::max);
      }
    }

    @Override
    public void sum(Collection<CellHeader> headers) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Map<ContentId, StoredCount> read(Collection<ContentId> contents) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean tryLease(ContentId content, Duration length) {
      throw new UnsupportedOperationException();
    }
  }
}
