package io.likes;

import io.likes.spi.CellHeader;
import io.likes.spi.LikeEvent;
import java.time.Duration;

/**
 * Hears what happens inside a service: for metrics, logs and dashboards. All methods do nothing
 * unless overridden.
 *
 * <p>Called on the thread that did the work, so it should be quick; it must be thread-safe. It
 * cannot break the caller: what it throws is logged, the first time as a warning, then at debug
 * level.
 */
public interface LikesListener {
  /** Calls that are timed. */
  enum Operation {
    /** {@link LikeService#like}, refused calls included. */
    LIKE,
    /** {@link LikeService#unlike}, refused calls included. */
    UNLIKE,
    /** {@link LikeService#liked}. */
    LIKED,
    /** {@link LikeService#count} that asked a backend; a count from memory is not timed. */
    COUNT,
    /** {@link LikeService#view}. */
    VIEW,
    /** One batch that was sent to the LikeStore. */
    BATCH,
    /** One reading of all cells of a content. */
    SUM,
    /** One batch of events that a count aggregator merged. */
    AGGREGATE
  }

  /** Work that was given up, and heals by the next change or the end of a time to live. */
  enum Loss {
    /**
     * An event that could not be published within its bounds: who reads events misses it. The count
     * does not need it if a newer event of its cell is published.
     */
    EVENT,
    /** A merge into the CounterStore that failed for longer than it is kept, or of a sum. */
    MERGE,
    /** A user who could not be added to the unique likers. */
    UNIQUE_LIKER,
    /** A count that could not be read; an older one is served, or none. */
    COUNT,
    /** Own statuses of a view that could not be read. */
    STATUS,
    /** An event that a reader of the log could not use; it is kept among the dead letters. */
    DEAD_LETTER
  }

  /**
   * A call ended.
   *
   * @param operation what was called
   * @param nanos how long it took, in nanoseconds
   * @param failed whether it ended with an exception
   */
  default void timed(Operation operation, long nanos, boolean failed) {}

  /** A like, unlike or toggle was answered. */
  default void answered(ContentId content, UserId user, LikeResult result) {}

  /**
   * A batch was applied.
   *
   * @param header the header behind it
   * @param changes how many changes shared the write
   * @param contention as in {@link io.likes.spi.BatchResult#contention()}
   */
  default void batched(CellHeader header, int changes, int contention) {}

  /** A content became hot. */
  default void hot(ContentId content) {}

  /** A content cooled down. */
  default void cold(ContentId content) {}

  /** A cell was closed by this process. */
  default void closed(CellHeader header) {}

  /** An event was taken by a count aggregator and is merged. */
  default void aggregated(LikeEvent event) {}

  /**
   * A reader of the log looked how far it is behind, as it does each second.
   *
   * @param events how many events wait in all partitions that it reads
   * @param age how long the first of them waits at most, in the partition that is furthest behind;
   *     zero if none waits
   */
  default void lagging(long events, Duration age) {}

  /** Work was given up. */
  default void lost(Loss loss, Throwable cause) {}

  /**
   * An audit made progress or ended.
   *
   * @param report what the run saw so far; {@link AuditReport#complete()} only at its end
   */
  default void audited(AuditReport report) {}

  /** Returns the listener that does nothing. */
  static LikesListener none() {
    return NoListener.INSTANCE;
  }

  /** Returns a listener that cannot break its caller, as all are that a builder is given. */
  static LikesListener guarded(LikesListener listener) {
    return GuardedListener.guard(Arguments.present("listener", listener));
  }
}
