package io.likes;

import io.likes.spi.CellHeader;
import io.likes.spi.LikeEvent;
import java.time.Duration;
import org.slf4j.LoggerFactory;

/** A listener that cannot break its caller; see {@link Guard}. */
final class GuardedListener implements LikesListener {
  private final LikesListener listener;
  private final Guard guard;

  private GuardedListener(LikesListener listener) {
    this.listener = listener;
    this.guard = new Guard(LoggerFactory.getLogger(LikesListener.class), listener);
  }

  /** Returns a listener that cannot break its caller; the same one if that is so already. */
  static LikesListener guard(LikesListener listener) {
    return listener instanceof GuardedListener || listener == LikesListener.none()
        ? listener
        : new GuardedListener(listener);
  }

  @Override
  public void timed(Operation operation, long nanos, boolean failed) {
    guard.run("timed", () -> listener.timed(operation, nanos, failed));
  }

  @Override
  public void answered(ContentId content, UserId user, LikeResult result) {
    guard.run("answered", () -> listener.answered(content, user, result));
  }

  @Override
  public void batched(CellHeader header, int changes, int contention) {
    guard.run("batched", () -> listener.batched(header, changes, contention));
  }

  @Override
  public void hot(ContentId content) {
    guard.run("hot", () -> listener.hot(content));
  }

  @Override
  public void cold(ContentId content) {
    guard.run("cold", () -> listener.cold(content));
  }

  @Override
  public void closed(CellHeader header) {
    guard.run("closed", () -> listener.closed(header));
  }

  @Override
  public void aggregated(LikeEvent event) {
    guard.run("aggregated", () -> listener.aggregated(event));
  }

  @Override
  public void lagging(long events, Duration age) {
    guard.run("lagging", () -> listener.lagging(events, age));
  }

  @Override
  public void lost(Loss loss, Throwable cause) {
    guard.run("lost", () -> listener.lost(loss, cause));
  }

  @Override
  public void audited(AuditReport report) {
    guard.run("audited", () -> listener.audited(report));
  }
}
