package io.likes.core;

import io.likes.ContentId;
import io.likes.LikesListener;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** While a log comes and goes, each event gets through in the end or is reported as lost. */
public class EventPublisherLincheckTest {
  private static final CellId ROOT = CellId.root(ContentId.of("content"));
  private static final int MAX_PENDING = 2;

  private final AtomicLong seqs = new AtomicLong();
  private final AtomicInteger lost = new AtomicInteger();
  private final Set<Long> delivered = ConcurrentHashMap.newKeySet();
  private final StoppedTime time = new StoppedTime();
  private final Cell cell = new Content(ROOT.content(), 0, new SharedCounts()).root;
  private volatile boolean down;
  private final EventPublisher publisher =
      new EventPublisher(
          (event, spread) -> {
            if (down) {
              throw new IllegalStateException("down");
            }
            delivered.add(event.header().seq());
          },
          new LikesListener() {
            @Override
            public void lost(Loss loss, Throwable cause) {
              lost.incrementAndGet();
            }
          },
          time,
          Runnable::run,
          MAX_PENDING,
          Duration.ofSeconds(1));

  @Operation
  public void publish() {
    long seq = seqs.incrementAndGet();
    publisher.publish(cell, Events.of(new CellHeader(ROOT, seq, seq, 0, 0)));
  }

  @Operation
  public void logGoesDown() {
    down = true;
  }

  @Operation
  public void logComesBack() {
    down = false;
  }

  @Operation
  public void retry() {
    time.tick();
  }

  @Validate
  public void nothingVanishes() {
    down = false;
    time.tick();
    LincheckRuns.same(Math.toIntExact(seqs.get()), delivered.size() + lost.get());
    // The log is back, and is tried again.
    publish();
    LincheckRuns.same(true, delivered.contains(seqs.get()));
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
