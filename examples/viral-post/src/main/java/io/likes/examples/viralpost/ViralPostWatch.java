package io.likes.examples.viralpost;

import io.likes.ContentId;
import io.likes.LikesListener;
import io.likes.Outcome;
import io.likes.spi.CellHeader;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Watches one content closely: what its callers were answered, and what the service tells of heat
 * and cells. Thread-safe.
 */
final class ViralPostWatch implements LikesListener {
  private static final long NEVER = Long.MIN_VALUE;

  private final ContentId content;
  private final LongSupplier nanoTime;
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong firstLike = new AtomicLong(NEVER);
  private final AtomicLong firstHot = new AtomicLong(NEVER);
  private final LongAdder likes = new LongAdder();
  private final LongAdder children = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final Set<ContentId> hot = ConcurrentHashMap.newKeySet();

  ViralPostWatch(ContentId content, LongSupplier nanoTime) {
    this.content = content;
    this.nanoTime = nanoTime;
  }

  ContentId content() {
    return content;
  }

  /** Takes note that a call is about to be made. */
  void calling(Call call) {
    if (call.like() && firstLike.get() == NEVER && call.content().equals(content)) {
      firstLike.compareAndSet(NEVER, nanoTime.getAsLong());
    }
  }

  /** Takes note of an answer. */
  void answered(Call call, Outcome outcome) {
    if (outcome == Outcome.LIKED) {
      likes.increment();
    }
    if (outcome.changed() && call.content().equals(content)) {
      acknowledged.addAndGet(outcome == Outcome.LIKED ? 1 : -1);
    }
  }

  @Override
  public void hot(ContentId content) {
    hot.add(content);
    if (content.equals(this.content)) {
      firstHot.compareAndSet(NEVER, nanoTime.getAsLong());
    }
  }

  @Override
  public void cold(ContentId content) {
    hot.remove(content);
  }

  @Override
  public void closed(CellHeader header) {
    if (header.cell().content().equals(content)) {
      children.add(header.children());
    }
  }

  @Override
  public void lost(Loss loss, Throwable cause) {
    lost.increment();
  }

  /** Returns how many calls, for whatever content, were answered LIKED. */
  long likes() {
    return likes.sum();
  }

  /** Returns the likes minus the unlikes that callers were answered. */
  long acknowledged() {
    return acknowledged.get();
  }

  /**
   * Returns the time from the first like to the first report that the content is hot; empty if it
   * never was.
   */
  OptionalLong nanosUntilHot() {
    return firstHot.get() == NEVER || firstLike.get() == NEVER
        ? OptionalLong.empty()
        : OptionalLong.of(firstHot.get() - firstLike.get());
  }

  /**
   * Returns how many cells the content has as far as the service told: the root, and all children
   * of cells that it closed, but for those whose close was stored and the reply lost.
   */
  long cells() {
    return 1 + children.sum();
  }

  /** Returns how many contents are hot now. */
  int hotContents() {
    return hot.size();
  }

  /** Returns how many events and merges the service gave up, which heal later. */
  long lost() {
    return lost.sum();
  }
}
