package io.likes.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.servererrors.QueryConsistencyException;
import io.likes.BackendException;
import io.likes.ContentId;
import io.likes.TimeSource;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CounterStore;
import io.likes.spi.StoredCount;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Copies of headers in the table {@code like_counts}, a row for each cell, written with seq as the
 * timestamp: the newest stays, whichever comes last.
 *
 * <p>A merge and a sum read the rows that they write first, to know whether the copies live. The
 * time to live is measured by the clocks of the hosts that call: an error of a clock prolongs or
 * shortens the life of a copy by as much. Two rows more say when the content was last summed, and
 * when a merge last began a copy of it. Rows stay behind when their time is over; {@code TRUNCATE
 * like_counts} empties the table at any time, and no {@code DELETE} may be used.
 *
 * <p>Thread-safe. The session is the caller's, who closes it when no call is under way.
 */
public final class CassandraCounterStore implements CounterStore {
  /** How long a copy lives if nothing else is said. */
  public static final Duration DEFAULT_TIME_TO_LIVE = Duration.ofMinutes(5);

  // Beyond 5 kB in a batch Cassandra warns.
  private static final int CELLS_IN_BATCH = 20;
  // Cells of the rows that say when the content was last summed, and when a merge last began a
  // copy. Of a read in pages the first comes before all paths and the second behind them, so that
  // what changes meanwhile makes a count older, not younger.
  private static final String SUMMED = "!sum";
  private static final String BEGUN = "~begun";
  // A reader of a count waits for it, whose copy lives yet.
  private static final Duration LEASE_TIMEOUT = Duration.ofSeconds(1);
  private static final long MAX_LEASE_SECONDS = Duration.ofDays(365).toSeconds();

  private final Cql cql;
  private final Duration timeToLive;
  private final TimeSource time;
  private final Patience patience = Patience.of(LEASE_TIMEOUT);
  private final PreparedStatement readContents;
  private final PreparedStatement readCells;
  private final PreparedStatement writeHeader;
  private final PreparedStatement writeSince;
  private final PreparedStatement takeLease;
  private final PreparedStatement retakeLease;

  private CassandraCounterStore(Cql cql, Duration timeToLive, TimeSource time) {
    this.cql = cql;
    this.timeToLive = timeToLive;
    this.time = time;
    String read =
        "SELECT content, cell, life, seq, total, children, siblings, since FROM %s.like_counts";
    readContents = cql.prepareRead(read + " WHERE content IN ?");
    readCells = cql.prepareRead(read + " WHERE content = ? AND cell IN ?");
    writeHeader =
        cql.prepareWrite(
            "INSERT INTO %s.like_counts (content, cell, life, seq, total, children, siblings)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?");
    writeSince =
        cql.prepareWrite(
            "UPDATE %s.like_counts USING TIMESTAMP ? SET since = ?"
                + " WHERE content = ? AND cell = ? AND life = ?");
    takeLease =
        cql.prepareConditional(
            "INSERT INTO %s.like_leases (content, owner, until) VALUES (?, ?, ?)"
                + " IF NOT EXISTS USING TTL ?");
    retakeLease =
        cql.prepareConditional(
            "UPDATE %s.like_leases USING TTL ? SET owner = ?, until = ?"
                + " WHERE content = ? IF owner = ? AND until = ?");
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

  @Override
  public void merge(Collection<CellHeader> headers) {
    write(headers, false);
  }

  @Override
  public void sum(Collection<CellHeader> headers) {
    write(headers, true);
  }

  private void write(Collection<CellHeader> headers, boolean sum) {
    Map<ContentId, Map<CellId, CellHeader>> newest = new LinkedHashMap<>();
    for (CellHeader header : headers) {
      newest
          .computeIfAbsent(header.cell().content(), content -> new TreeMap<>())
          .merge(header.cell(), header, (a, b) -> b.newerThan(a) ? b : a);
    }
    long now = time.currentTimeMillis();
    Iterator<List<Row>> known = known(newest.values()).iterator();
    List<BatchStatement> batches = new ArrayList<>();
    List<BatchStatement> marks = new ArrayList<>();
    newest.forEach(
        (content, cells) -> {
          List<Row> rows = known.next();
          // The marks are in this order of each other, though the hosts that write them have
          // different clocks. Which copies a sum replaces is judged at the time that it marks.
          long time =
              sum
                  ? Math.max(now, times(rows, BEGUN).getOrDefault(content, now))
                  : Math.max(now, times(rows, SUMMED).getOrDefault(content, now - 1) + 1);
          BoundStatement mark = since(content, sum ? SUMMED : BEGUN, 0, time);
          long judged = sum ? time : now;
          Map<CellId, StoredCopy> stored = new HashMap<>();
          StoredCopy.collect(rows, judged, timeToLive.toMillis(), stored);
          List<CopyWrite> writes = new ArrayList<>();
          for (CellHeader header : cells.values()) {
            CopyWrite.of(stored.get(header.cell()), header, sum, judged, timeToLive.toMillis())
                .ifPresent(writes::add);
          }
          boolean split = writes.size() > CELLS_IN_BATCH;
          for (int from = 0; from < writes.size() || from == 0; from += CELLS_IN_BATCH) {
            List<CopyWrite> part =
                writes.subList(from, Math.min(writes.size(), from + CELLS_IN_BATCH));
            List<BoundStatement> statements = statements(content, part, now);
            if (sum ? !split : part.stream().anyMatch(CopyWrite::startsAnew)) {
              statements.add(mark);
            }
            if (!statements.isEmpty()) {
              batches.add(cql.batch(statements, false));
            }
          }
          if (sum && split) {
            // Behind all of the sum: a part of one must not pass for the whole.
            marks.add(cql.batch(List.of(mark), false));
          }
        });
    try {
      cql.rows(batches);
      cql.rows(marks);
    } catch (RuntimeException e) {
      throw Failures.ofWrite(e, batches.size() + marks.size());
    }
  }

  /** Reads, of each content, the rows of cells and those of times. */
  private List<List<Row>> known(Collection<Map<CellId, CellHeader>> contents) {
    List<BoundStatement> reads = new ArrayList<>();
    for (Map<CellId, CellHeader> cells : contents) {
      String content = cells.keySet().iterator().next().content().value();
      List<String> paths = new ArrayList<>(cells.keySet().stream().map(CellId::path).toList());
      paths.addAll(List.of(SUMMED, BEGUN));
      reads.add(readCells.bind(content, paths));
    }
    try {
      return cql.rows(reads);
    } catch (RuntimeException e) {
      throw Failures.ofRead(e);
    }
  }

  private List<BoundStatement> statements(ContentId content, List<CopyWrite> writes, long now) {
    List<BoundStatement> statements = new ArrayList<>();
    for (CopyWrite write : writes) {
      CellHeader header = write.header();
      String cell = header.cell().path();
      statements.add(
          writeHeader.bind(
              content.value(),
              cell,
              write.life(),
              header.seq(),
              header.total(),
              header.children(),
              header.siblings(),
              header.seq()));
      if (write.startsAnew()) {
        statements.add(since(content, cell, write.life(), now));
      }
    }
    return statements;
  }

  private BoundStatement since(ContentId content, String cell, int life, long time) {
    return writeSince.bind(time, Instant.ofEpochMilli(time), content.value(), cell, life);
  }

  /** {@inheritDoc} One statement, whatever the number of contents. */
  @Override
  public Map<ContentId, StoredCount> read(Collection<ContentId> contents) {
    Map<ContentId, StoredCount> counts = new HashMap<>();
    if (contents.isEmpty()) {
      return counts;
    }
    List<String> asked = new LinkedHashSet<>(contents).stream().map(ContentId::value).toList();
    List<Row> rows;
    try {
      rows = cql.rows(readContents.bind(asked));
    } catch (RuntimeException e) {
      throw Failures.ofRead(e);
    }
    long now = time.currentTimeMillis();
    Map<CellId, StoredCopy> copies = new HashMap<>();
    StoredCopy.collect(rows, now, timeToLive.toMillis(), copies);
    Map<ContentId, List<StoredCopy>> alive = new HashMap<>();
    copies.forEach(
        (cell, copy) -> {
          if (copy.alive(now, timeToLive.toMillis())) {
            alive.computeIfAbsent(cell.content(), content -> new ArrayList<>()).add(copy);
          }
        });
    Map<ContentId, Long> sums = times(rows, SUMMED);
    Map<ContentId, Long> begun = times(rows, BEGUN);
    for (ContentId content : contents) {
      List<StoredCopy> cells = alive.get(content);
      counts.put(
          content,
          cells == null
              ? StoredCount.NONE
              : count(cells, sums.get(content), begun.get(content), now));
    }
    return counts;
  }

  /** Returns the times in the rows of a mark. */
  private static Map<ContentId, Long> times(List<Row> rows, String mark) {
    Map<ContentId, Long> times = new HashMap<>();
    for (Row row : rows) {
      String content = row.getString("content");
      Instant since = row.getInstant("since");
      if (content != null && since != null && mark.equals(row.getString("cell"))) {
        times.put(ContentId.of(content), since.toEpochMilli());
      }
    }
    return times;
  }

  private StoredCount count(
      List<StoredCopy> cells, @Nullable Long sum, @Nullable Long begun, long now) {
    long oldest = cells.stream().mapToLong(StoredCopy::sinceMillis).min().orElse(now);
    Duration lived = Duration.ofMillis(Math.max(0, now - oldest));
    // A copy that a merge began behind the sum may be of any age. A sum of a host whose clock leads
    // is taken for as old as the oldest copy.
    Duration age =
        sum == null || (begun != null && begun > sum)
            ? null
            : sum > now ? lived : Duration.ofMillis(now - sum);
    return new StoredCount(
        cells.stream().map(StoredCopy::header).toList(), age, timeToLive.minus(lived));
  }

  /**
   * {@inheritDoc} One conditional statement, or two if the last lease has ended.
   *
   * @throws IllegalArgumentException if {@code length} is not positive
   */
  @Override
  public boolean tryLease(ContentId content, Duration length) {
    if (length.isNegative() || length.isZero()) {
      throw new IllegalArgumentException("length must be positive, but is " + length);
    }
    long owner = patience.random().nextLong();
    Patience.Pauses pauses = patience.begin();
    while (true) {
      try {
        return lease(content.value(), owner, length);
      } catch (QueryConsistencyException e) {
        // Lost among others who ask: the next try finds whose lease it is.
        if (!pauses.next()) {
          throw Failures.ofWrite(e, 1);
        }
      } catch (RuntimeException e) {
        throw Failures.ofWrite(e, 1);
      }
    }
  }

  private boolean lease(String content, long owner, Duration length) {
    Instant now = Instant.ofEpochMilli(time.currentTimeMillis());
    Instant until = now.plus(length);
    // Only so that the row goes away some time; until says how long the lease is.
    int seconds = (int) Math.min(MAX_LEASE_SECONDS, length.toSeconds() + 1);
    Row first = cql.rows(takeLease.bind(content, owner, until, seconds)).get(0);
    if (first.getBoolean("[applied]")) {
      return true;
    }
    Instant held = first.getInstant("until");
    long holder = first.getLong("owner");
    if (held == null || holder == owner || held.isAfter(now)) {
      return holder == owner;
    }
    Row second = cql.rows(retakeLease.bind(seconds, owner, until, content, holder, held)).get(0);
    return second.getBoolean("[applied]");
  }

  /** Builds a {@link CassandraCounterStore}. Not thread-safe. */
  public static final class Builder {
    private final Cql.Settings settings;
    private Duration timeToLive = DEFAULT_TIME_TO_LIVE;
    private TimeSource time = TimeSource.system();

    private Builder(CqlSession session) {
      settings = new Cql.Settings(session);
    }

    /** Sets the keyspace of the tables. Default that of the session. */
    public Builder keyspace(String keyspace) {
      settings.keyspace = Cql.notNull("keyspace", keyspace);
      return this;
    }

    /**
     * Sets whether reads and writes need a quorum of all data centres, {@code QUORUM}, or of the
     * own one, {@code LOCAL_QUORUM}. Default false: of the own one.
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
     * Sets how long a copy lives after the sum or merge that its time runs from. Default 5 minutes.
     *
     * @param timeToLive 1 ms to 365 days; the same in all processes
     */
    public Builder timeToLive(Duration timeToLive) {
      this.timeToLive = Cql.inRange("timeToLive", timeToLive);
      return this;
    }

    /** Sets what the time to live is measured by. Default the clock of this machine. */
    public Builder time(TimeSource time) {
      this.time = Cql.notNull("time", time);
      return this;
    }

    /**
     * Checks the tables and prepares the statements.
     *
     * @throws IllegalArgumentException if a setting is wrong; the message names it
     * @throws IllegalStateException if the tables are missing or of another version; the message
     *     names the file to run
     * @throws BackendException NOT_APPLIED if Cassandra does not answer
     */
    public CassandraCounterStore build() {
      return new CassandraCounterStore(settings.connect(), timeToLive, time);
    }
  }
}
