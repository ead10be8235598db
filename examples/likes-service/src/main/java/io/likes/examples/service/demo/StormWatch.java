package io.likes.examples.service.demo;

import io.likes.ContentId;
import io.likes.LikeResult;
import io.likes.LikesListener;
import io.likes.UserId;
import io.likes.spi.CellHeader;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Hears what a service does with one content. Thread-safe, except for {@link #take}. */
final class StormWatch implements LikesListener {
  private static final double NANOS_IN_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final ContentId content;
  private final LongAdder likes = new LongAdder();
  private final LongAdder batches = new LongAdder();
  private final LongAdder batched = new LongAdder();
  private final LongAccumulator largestBatch = new LongAccumulator(Math::max, 0);
  private final Recorder latency = new Recorder(TimeUnit.MINUTES.toNanos(1), 2);
  private volatile boolean hot;

  StormWatch(ContentId content) {
    this.content = content;
  }

  /**
   * What happened since the last look.
   *
   * @param likes likes that were answered
   * @param meanBatch changes that shared one write, on average; 0 if there was none
   * @param largestBatch the most of them
   * @param p50 milliseconds that half of the likes stayed below; 0 if there was none
   * @param p95 the same of 95 %
   * @param p99 the same of 99 %
   * @param hot whether the content is hot now
   */
  record Heard(
      long likes,
      double meanBatch,
      long largestBatch,
      double p50,
      double p95,
      double p99,
      boolean hot) {}

  /** Returns what happened since the last call; one thread at a time. */
  Heard take() {
    long batchCount = batches.sumThenReset();
    long changes = batched.sumThenReset();
    Histogram times = latency.getIntervalHistogram();
    return new Heard(
        likes.sumThenReset(),
        batchCount == 0 ? 0 : changes / (double) batchCount,
        largestBatch.getThenReset(),
        times.getValueAtPercentile(50) / NANOS_IN_MILLI,
        times.getValueAtPercentile(95) / NANOS_IN_MILLI,
        times.getValueAtPercentile(99) / NANOS_IN_MILLI,
        hot);
  }

  @Override
  public void timed(Operation operation, long nanos, boolean failed) {
    if (operation == Operation.LIKE) {
      latency.recordValue(Math.min(nanos, TimeUnit.MINUTES.toNanos(1)));
    }
  }

  @Override
  public void answered(ContentId content, UserId user, LikeResult result) {
    if (content.equals(this.content) && result.outcome().changed()) {
      likes.increment();
    }
  }

  @Override
  public void batched(CellHeader header, int changes, int contention) {
    if (header.cell().content().equals(content)) {
      batches.increment();
      batched.add(changes);
      largestBatch.accumulate(changes);
    }
  }

  @Override
  public void hot(ContentId content) {
    if (content.equals(this.content)) {
      hot = true;
    }
  }

  @Override
  public void cold(ContentId content) {
    if (content.equals(this.content)) {
      hot = false;
    }
  }
}
