package io.likes.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import io.likes.BackendException;
import io.likes.TimeSource;
import io.likes.UserId;
import io.likes.spi.BatchResult;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CellLimits;
import io.likes.spi.LikeRow;
import io.likes.spi.LikeStore;
import io.likes.spi.PairState;
import io.likes.spi.RowPage;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Likes in the table {@code likes}: a partition for each cell, changed by one conditional batch
 * with its header.
 *
 * <p>A batch of likes is one round of Paxos; one with an unlike is a serial read before that. A
 * batch that another writer forestalled is tried again with what the refusal told. If a reply is
 * lost, the same batch is sent again until it is known whether it was applied, or the timeout has
 * passed: only then a change ends as {@link BackendException.Effect#UNKNOWN}.
 *
 * <p>Thread-safe. The session is the caller's, who closes it when no call is under way.
 */
public final class CassandraLikeStore implements LikeStore {
  /** How long a call is tried again if nothing else is said. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  /** How many headers are remembered if nothing else is said. */
  public static final long DEFAULT_MAX_REMEMBERED_CELLS = 100_000;

  // Measured, see docs/operations.md.
  private static final CellLimits LIMITS = new CellLimits(256, 250_000, Long.MAX_VALUE, 20);
  private static final int MAX_PAGE = 1000;
  private static final String NO_USER = "";
  // So that a cursor of another store is not taken for one of this.
  private static final String CURSOR = "cassandra:";

  private final CellTable table;
  private final CellUpdates updates;
  private final Patience patience;

  CassandraLikeStore(CellTable table, CellUpdates updates, Patience patience) {
    this.table = table;
    this.updates = updates;
    this.patience = patience;
  }

  /**
   * Begins to build a store.
   *
   * @param session the caller's, which stays open when this store is no longer used
   * @throws IllegalArgumentException if {@code session} is null
   */
  public static Builder builder(CqlSession session) {
    return new Builder(session);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there are more changes than {@link #limits()} says
   */
  @Override
  public BatchResult apply(CellBatch batch) {
    if (batch.changes().size() > LIMITS.maxBatch()) {
      throw new IllegalArgumentException(
          "batch must have at most "
              + LIMITS.maxBatch()
              + " changes, but has "
              + batch.changes().size());
    }
    CellUpdates.Done<BatchResult> done = updates.update(batch.cell(), new BatchUpdate(batch));
    return new BatchResult(done.answer().header(), done.answer().results(), done.contention());
  }

  @Override
  public CellHeader close(CellId cell, int siblings, int children) {
    CellId.checkChildren(children);
    int depth = cell.depth();
    if (depth == CellId.MAX_DEPTH) {
      throw new IllegalArgumentException("cell at the lowest depth cannot be closed: " + cell);
    }
    if (depth == 0 ? siblings != 0 : siblings <= cell.index()) {
      throw new IllegalArgumentException(
          "siblings must go with the cell, but is " + siblings + " for " + cell);
    }
    return updates.update(cell, new ClosingUpdate(siblings, children)).answer();
  }

  @Override
  public Map<CellId, CellHeader> headers(Collection<CellId> cells) {
    Set<CellId> asked = new LinkedHashSet<>(cells);
    Map<CellId, CellHeader> headers = new HashMap<>();
    for (CellState state : table.read(asked, List.of(), patience.begin())) {
      CellHeader header = state.header().header();
      headers.put(header.cell(), header);
    }
    return headers;
  }

  @Override
  public Map<CellId, PairState> states(UserId user, Collection<CellId> cells) {
    Set<CellId> asked = new LinkedHashSet<>(cells);
    Map<CellId, PairState> states = new HashMap<>();
    for (CellState state : table.read(asked, List.of(user), patience.begin())) {
      CellHeader header = state.header().header();
      states.put(header.cell(), new PairState(state.rows().get(user), header));
    }
    return states;
  }

  /**
   * {@inheritDoc} Rows come in the order of the bytes of their users' ids, at most 1000 at once.
   */
  @Override
  public RowPage rows(CellId cell, @Nullable String after, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, but is " + limit);
    }
    int most = Math.min(limit, MAX_PAGE);
    Patience.Pauses pauses = patience.begin();
    List<LikeRow> rows = table.rows(cell, after == null ? NO_USER : user(after), most + 1, pauses);
    // Read behind the rows, so that it is not older than they are.
    CellHeader header = table.read(List.of(cell), List.of(), pauses).get(0).header().header();
    if (rows.size() <= most) {
      return new RowPage(header, rows, null);
    }
    List<LikeRow> page = rows.subList(0, most);
    return new RowPage(header, page, CURSOR + page.get(most - 1).user().value());
  }

  private static String user(String cursor) {
    if (!cursor.startsWith(CURSOR)) {
      throw new IllegalArgumentException(
          "after must be from a page of this store, but is '" + cursor + "'");
    }
    return UserId.of(cursor.substring(CURSOR.length())).value();
  }

  /**
   * {@inheritDoc} A cell is closed if writers of several processes often forestall each other, or
   * if its partition becomes large.
   */
  @Override
  public CellLimits limits() {
    return LIMITS;
  }

  /** Builds a {@link CassandraLikeStore}. Not thread-safe. */
  public static final class Builder {
    private final Cql.Settings settings;
    private Duration timeout = DEFAULT_TIMEOUT;
    private long maxRememberedCells = DEFAULT_MAX_REMEMBERED_CELLS;
    private TimeSource time = TimeSource.system();
    private RandomGenerator random = Patience.MACHINE;

    private Builder(CqlSession session) {
      settings = new Cql.Settings(session);
    }

    /** Sets the keyspace of the tables. Default that of the session. */
    public Builder keyspace(String keyspace) {
      settings.keyspace = Cql.notNull("keyspace", keyspace);
      return this;
    }

    /**
     * Sets whether the writers of a content are in more than one data centre: then {@code SERIAL}
     * and {@code QUORUM} across all of them, else {@code LOCAL_SERIAL} and {@code LOCAL_QUORUM}.
     * All processes must say the same, or two of them may count one pair twice. Default false.
     */
    public Builder acrossDataCenters(boolean acrossDataCenters) {
      settings.acrossDataCenters = acrossDataCenters;
      return this;
    }

    /**
     * Sets the execution profile of the session that gives statements their timeout and load
     * balancing; consistency is not taken from it. Default the session's default profile.
     */
    public Builder executionProfile(String name) {
      settings.profile = Cql.notNull("name", name);
      return this;
    }

    /**
     * Sets how long a call is tried again: a change after refusals and lost replies, a read after
     * it met writers. A try that is under way then is awaited, for as long as the session's request
     * timeout. Default 5 s.
     *
     * @param timeout 1 ms to 365 days
     */
    public Builder timeout(Duration timeout) {
      this.timeout = Cql.inRange("timeout", timeout);
      return this;
    }

    /**
     * Sets how many headers are remembered, so that the first try of a change is right if no other
     * process writes the cell; about 500 bytes each. Default 100,000.
     */
    public Builder maxRememberedCells(long maxRememberedCells) {
      this.maxRememberedCells = maxRememberedCells;
      return this;
    }

    /** Sets what the timeout is measured by. Default the time of this machine. */
    public Builder time(TimeSource time) {
      this.time = Cql.notNull("time", time);
      return this;
    }

    /**
     * Sets what names batches and varies pauses: thread-safe, and another sequence in each process.
     * Default the machine's.
     */
    public Builder random(RandomGenerator random) {
      this.random = Cql.notNull("random", random);
      return this;
    }

    /**
     * Checks the tables and prepares the statements.
     *
     * @throws IllegalArgumentException if a setting is out of its range; the message names it
     * @throws IllegalStateException if the tables are missing or of another version; the message
     *     names the file to run
     * @throws BackendException NOT_APPLIED if Cassandra does not answer
     */
    public CassandraLikeStore build() {
      if (maxRememberedCells < 1) {
        throw new IllegalArgumentException(
            "maxRememberedCells must be at least 1, but is " + maxRememberedCells);
      }
      Patience patience = new Patience(timeout, time, random, LockSupport::parkNanos);
      CellTable table = new CqlCellTable(settings.connect());
      return new CassandraLikeStore(
          table, new CellUpdates(table, maxRememberedCells, patience, random), patience);
    }
  }
}
