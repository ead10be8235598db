package io.likes.examples.viralpost;

import java.util.concurrent.atomic.AtomicLong;

/** A clock on which time passes by pauses only. */
final class ManualTime implements Clock {
  private final AtomicLong nanos = new AtomicLong();

  @Override
  public long nanoTime() {
    return nanos.get();
  }

  @Override
  public void pause(long nanos) {
    this.nanos.addAndGet(nanos);
  }
}
