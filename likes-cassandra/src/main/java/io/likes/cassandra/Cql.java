package io.likes.cassandra;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.DefaultProtocolVersion;
import com.datastax.oss.driver.api.core.ProtocolVersion;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatementBuilder;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.QueryConsistencyException;
import com.datastax.oss.driver.api.core.servererrors.ReadFailureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The caller's session with the tables of this library: statements that say their consistency and
 * whether they are idempotent. Thread-safe.
 */
final class Cql {
  private static final Logger LOG = LoggerFactory.getLogger(Cql.class);
  private static final int MAX_IN_FLIGHT = 128;

  /** More than any serial read asks for: two pages would be two moments of the cell. */
  private static final int ROWS_OF_A_READ = 5000;

  private static final Duration MIN_DURATION = Duration.ofMillis(1);
  private static final Duration MAX_DURATION = Duration.ofDays(365);

  private final CqlSession session;
  private final String keyspace;
  private final @Nullable String profile;
  private final ConsistencyLevel quorum;
  private final ConsistencyLevel serial;

  private Cql(Settings settings, String keyspace) {
    this.session = settings.session;
    this.keyspace = keyspace;
    this.profile = settings.profile;
    this.quorum =
        settings.acrossDataCenters
            ? DefaultConsistencyLevel.QUORUM
            : DefaultConsistencyLevel.LOCAL_QUORUM;
    this.serial =
        settings.acrossDataCenters
            ? DefaultConsistencyLevel.SERIAL
            : DefaultConsistencyLevel.LOCAL_SERIAL;
  }

  /** Returns the argument, or throws an IllegalArgumentException that names it. */
  static <T> T notNull(String name, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " must not be null");
    }
    return value;
  }

  /** Returns the argument, or throws an IllegalArgumentException that names it and its range. */
  static Duration inRange(String name, Duration duration) {
    if (notNull(name, duration).compareTo(MIN_DURATION) < 0
        || duration.compareTo(MAX_DURATION) > 0) {
      throw new IllegalArgumentException(
          name + " must be from 1 ms to 365 days, but is " + duration);
    }
    return duration;
  }

  /** What the builders of all stores have in common. */
  static final class Settings {
    final CqlSession session;
    @Nullable String keyspace;
    @Nullable String profile;
    boolean acrossDataCenters;

    Settings(@Nullable CqlSession session) {
      this.session = notNull("session", session);
    }

    /**
     * Checks the tables.
     *
     * @throws IllegalArgumentException if a setting is wrong
     * @throws IllegalStateException if the tables are not there or not of this version
     * @throws io.likes.BackendException if Cassandra does not answer
     */
    Cql connect() {
      String name =
          keyspace != null
              ? CqlIdentifier.fromInternal(keyspace).asCql(true)
              : session
                  .getKeyspace()
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "keyspace must be given, since the session has none"))
                  .asCql(true);
      if (profile != null && !session.getContext().getConfig().getProfiles().containsKey(profile)) {
        throw new IllegalArgumentException(
            "executionProfile must be one of the session, but is '" + profile + "'");
      }
      Cql cql = new Cql(this, name);
      cql.checkSchema();
      cql.warnOfProtocol();
      return cql;
    }
  }

  private void checkSchema() {
    Integer version;
    try {
      List<Row> rows =
          rows(
              simple("SELECT version FROM %s.likes_schema WHERE name = 'likes'", true)
                  .setConsistencyLevel(quorum)
                  .build());
      version = rows.isEmpty() ? null : rows.get(0).getInt("version");
    } catch (InvalidQueryException e) {
      throw new IllegalStateException(
          schemaProblem("has no table likes_schema, or is not there itself"), e);
    } catch (RuntimeException e) {
      throw Failures.ofRead(e);
    }
    if (version == null) {
      throw new IllegalStateException(schemaProblem("has no version in its table likes_schema"));
    }
    if (version < CassandraSchema.VERSION) {
      throw new IllegalStateException(schemaProblem("has tables of version " + version));
    }
    if (version > CassandraSchema.VERSION) {
      throw new IllegalStateException(
          "keyspace "
              + keyspace
              + " has tables of version "
              + version
              + ", and this likes-cassandra knows version "
              + CassandraSchema.VERSION
              + " only: use a newer one");
    }
  }

  private String schemaProblem(String what) {
    return "keyspace "
        + keyspace
        + " "
        + what
        + ": run "
        + CassandraSchema.FILE
        + " (version "
        + CassandraSchema.VERSION
        + ", in the jar of likes-cassandra) in it";
  }

  private void warnOfProtocol() {
    ProtocolVersion version = session.getContext().getProtocolVersion();
    if (version.getCode() > DefaultProtocolVersion.V4.getCode()) {
      LOG.warn(
          "The session speaks protocol {}. With it, Cassandra 5.0 was seen to close connections"
              + " when conditional writes contend: set advanced.protocol.version = V4",
          version);
    }
  }

  /** Prepares a read that sees everything that completed, and finishes what is under way. */
  PreparedStatement prepareSerialRead(String cql) {
    return prepare(simple(cql, true).setConsistencyLevel(serial).setPageSize(ROWS_OF_A_READ));
  }

  /** Prepares a read that sees every write that completed. */
  PreparedStatement prepareRead(String cql) {
    return prepare(simple(cql, true).setConsistencyLevel(quorum));
  }

  /** Prepares a write that may be sent twice: it has a timestamp of its own. */
  PreparedStatement prepareWrite(String cql) {
    return prepare(simple(cql, true).setConsistencyLevel(quorum));
  }

  /** Prepares a conditional write; the driver must not send it again by itself. */
  PreparedStatement prepareConditional(String cql) {
    return prepare(
        simple(cql, false).setConsistencyLevel(quorum).setSerialConsistencyLevel(serial));
  }

  private SimpleStatementBuilder simple(String cql, boolean idempotent) {
    SimpleStatementBuilder builder =
        SimpleStatement.builder(cql.formatted(keyspace)).setIdempotence(idempotent);
    return profile == null ? builder : builder.setExecutionProfileName(profile);
  }

  private PreparedStatement prepare(SimpleStatementBuilder statement) {
    try {
      return session.prepare(statement.build());
    } catch (InvalidQueryException e) {
      throw new IllegalStateException(schemaProblem("has other tables than expected"), e);
    } catch (RuntimeException e) {
      throw Failures.ofRead(e);
    }
  }

  /** Makes one batch of statements of one partition. */
  BatchStatement batch(Iterable<? extends BatchableStatement<?>> statements, boolean conditional) {
    BatchStatementBuilder batch =
        BatchStatement.builder(BatchType.UNLOGGED)
            .setIdempotence(!conditional)
            .setConsistencyLevel(quorum)
            .setSerialConsistencyLevel(serial);
    statements.forEach(batch::addStatement);
    return (profile == null ? batch : batch.setExecutionProfileName(profile)).build();
  }

  /**
   * Executes a statement.
   *
   * @return all its rows
   * @throws RuntimeException what the driver throws
   */
  List<Row> rows(Statement<?> statement) {
    return join(start(statement));
  }

  /**
   * Executes statements, a bounded number at once.
   *
   * @return the rows of each
   * @throws RuntimeException what the driver throws for one that failed; all that were started have
   *     ended
   */
  List<List<Row>> rows(List<? extends Statement<?>> statements) {
    return rows(statements, () -> false);
  }

  /**
   * Executes serial reads, a bounded number at once, and those again that met a writer.
   *
   * @param again waits before the next try; false to give up
   * @return the rows of each
   * @throws RuntimeException what the driver throws for one that failed; all that were started have
   *     ended
   */
  List<List<Row>> rows(List<? extends Statement<?>> statements, BooleanSupplier again) {
    Map<Integer, List<Row>> rows = new TreeMap<>();
    List<Integer> left = IntStream.range(0, statements.size()).boxed().toList();
    while (!left.isEmpty()) {
      Map<Integer, RuntimeException> failed = new TreeMap<>();
      for (int from = 0; from < left.size() && failed.isEmpty(); from += MAX_IN_FLIGHT) {
        Map<Integer, CompletableFuture<List<Row>>> started = new TreeMap<>();
        for (int index : left.subList(from, Math.min(left.size(), from + MAX_IN_FLIGHT))) {
          started.put(index, start(statements.get(index)));
        }
        started.forEach(
            (index, future) -> {
              try {
                rows.put(index, join(future));
              } catch (RuntimeException e) {
                failed.put(index, e);
              }
            });
      }
      for (RuntimeException failure : failed.values()) {
        // One that fails in the node, at its tombstones say, would fail there again.
        if (!(failure instanceof QueryConsistencyException)
            || failure instanceof ReadFailureException) {
          throw failure;
        }
      }
      if (!failed.isEmpty() && !again.getAsBoolean()) {
        throw failed.values().iterator().next();
      }
      left = left.stream().filter(index -> !rows.containsKey(index)).toList();
    }
    return List.copyOf(rows.values());
  }

  private CompletableFuture<List<Row>> start(Statement<?> statement) {
    return session
        .executeAsync(statement)
        .thenCompose(page -> collect(page, new ArrayList<>()))
        .toCompletableFuture();
  }

  private static CompletionStage<List<Row>> collect(AsyncResultSet page, List<Row> rows) {
    page.currentPage().forEach(rows::add);
    return page.hasMorePages()
        ? page.fetchNextPage().thenCompose(next -> collect(next, rows))
        : CompletableFuture.completedFuture(rows);
  }

  private static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      throw Failures.cause(e);
    }
  }
}
