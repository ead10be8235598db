package io.likes.redis;

import io.likes.TimeSource;
import io.likes.UserId;
import io.likes.spi.BatchResult;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CellLimits;
import io.likes.spi.LikeStore;
import io.likes.spi.PairState;
import io.likes.spi.RowPage;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Likes in Redis 6.2 or newer: one server, a master that Sentinel names, or a Cluster.
 *
 * <p>The client is the caller's, who configures and closes it. How keys look, and what servers must
 * be configured for, is in the project's documentation. Thread-safe.
 *
 * <p>A change carries a deadline in the time of the server, which refuses it afterwards. When a
 * reply is lost, the store waits until the change can no longer land, and then makes it again: a
 * change that had not been stored is stored then, and answered as any other. If it may have been
 * stored the first time, the call fails with {@code UNKNOWN}; no part of it lands later.
 */
public final class RedisLikeStore implements LikeStore {
  private static final int MAX_BATCH = 256;
  private static final long MAX_ROWS = 2_000_000;
  private static final long MAX_CHANGES_PER_SECOND = 20_000;

  private final CellWriter writer;
  private final CellReader reader;
  private final CellLimits limits;

  private RedisLikeStore(RedisBuilder.Parts parts, TimeSource time, Duration writeWindow) {
    KnownCells known = new KnownCells();
    writer = new CellWriter(parts.calls(), parts.keys(), known, time, writeWindow);
    reader = new CellReader(parts.calls(), parts.keys(), known);
    // A second cell is in another slot: worth it if that may be on another server.
    boolean spreads = parts.calls().redis().clocks() > 1;
    limits =
        new CellLimits(
            MAX_BATCH, MAX_ROWS, spreads ? MAX_CHANGES_PER_SECOND : Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /** Returns a builder. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public BatchResult apply(CellBatch batch) {
    return writer.apply(batch);
  }

  /**
   * {@inheritDoc}
   *
   * <p>If the server has a replica, returns when one has the closing too; {@code UNKNOWN} if none
   * has it in half a second.
   */
  @Override
  public CellHeader close(CellId cell, int siblings, int children) {
    CellId.checkChildren(children);
    if (cell.depth() == CellId.MAX_DEPTH) {
      throw new IllegalArgumentException("a cell at the lowest depth cannot be closed: " + cell);
    }
    return writer.close(cell, siblings, children);
  }

  @Override
  public Map<CellId, CellHeader> headers(Collection<CellId> cells) {
    return reader.headers(cells);
  }

  @Override
  public Map<CellId, PairState> states(UserId user, Collection<CellId> cells) {
    return reader.states(user, cells);
  }

  @Override
  public RowPage rows(CellId cell, @Nullable String after, int limit) {
    return reader.rows(cell, after, limit);
  }

  @Override
  public CellLimits limits() {
    return limits;
  }

  /** Builds a store. Not thread-safe. */
  public static final class Builder extends RedisBuilder<Builder> {
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private Duration writeWindow = DEFAULT_PATIENCE;
    private TimeSource time = TimeSource.system();

    private Builder() {}

    /**
     * Sets how long after it was sent a change may still be made, and so how long a caller waits
     * whose reply is lost. A server that stalls for longer (disk, forks) refuses changes; one that
     * is gone keeps a caller for some windows and timeouts of the client at most. 10 ms to a
     * minute. Default 1 s.
     */
    public Builder writeWindow(Duration writeWindow) {
      this.writeWindow = present("writeWindow", writeWindow);
      return this;
    }

    /** Sets where time comes from. Default the machine's. */
    public Builder time(TimeSource time) {
      this.time = present("time", time);
      return this;
    }

    /**
     * Builds the store. Connects to nothing.
     *
     * @throws IllegalArgumentException if something is missing or out of range; names all of it
     */
    public RedisLikeStore build() {
      return new RedisLikeStore(parts(writeWindow, time), time, writeWindow);
    }

    @Override
    Builder self() {
      return this;
    }

    @Override
    void check(List<String> problems) {
      checkRange(problems, "writeWindow", writeWindow, SHORTEST, LONGEST);
    }
  }
}
