package io.likes.benchmarks.subject;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.tracker.RequestTracker;
import io.likes.servers.cassandra.CassandraCluster;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * The likes table of the usual design, partition = content, row = user: a conditional insert keeps
 * a like unique.
 */
abstract class CassandraLikes implements Likes {
  private static final String KEYSPACE = "peer";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  final CqlSession session;
  private final String address;
  private final PreparedStatement insert;
  private final PreparedStatement delete;
  private final PreparedStatement liked;

  CassandraLikes(String address, List<String> tables) {
    this.address = address;
    session = session(address, new CassandraStatements());
    session.execute("DROP KEYSPACE IF EXISTS " + KEYSPACE);
    session.execute(keyspace(KEYSPACE));
    session.execute(
        "CREATE TABLE peer.likes (content_id text, user_id text, content_type text, created_at"
            + " timestamp, PRIMARY KEY (content_id, user_id))");
    tables.forEach(session::execute);
    insert =
        session.prepare(
            "INSERT INTO peer.likes (content_id, user_id, content_type, created_at)"
                + " VALUES (?, ?, 'post', toTimestamp(now())) IF NOT EXISTS");
    delete =
        session.prepare("DELETE FROM peer.likes WHERE content_id = ? AND user_id = ? IF EXISTS");
    liked = session.prepare("SELECT user_id FROM peer.likes WHERE content_id = ? AND user_id = ?");
  }

  /**
   * Opens a session as a caller would; protocol V4 because V5 loses connections under contention.
   */
  static CqlSession session(String address, RequestTracker tracker) {
    InetSocketAddress node = CassandraFiles.node(address);
    DriverConfigLoader config =
        DriverConfigLoader.programmaticBuilder()
            .withString(DefaultDriverOption.PROTOCOL_VERSION, "V4")
            .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, TIMEOUT)
            .build();
    return CqlSession.builder()
        .withConfigLoader(config)
        .addContactPoint(node)
        .addRequestTracker(tracker)
        .withLocalDatacenter(CassandraCluster.DATA_CENTER)
        .build();
  }

  /** Returns the statement that makes a keyspace. */
  static String keyspace(String name) {
    return "CREATE KEYSPACE "
        + name
        + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}";
  }

  static String version(String address) {
    try (CqlSession session = session(address, new CassandraStatements())) {
      Row row =
          Objects.requireNonNull(session.execute("SELECT release_version FROM system.local").one());
      return "Cassandra " + row.getString(0);
    }
  }

  /** Counts a like that was added or taken back. */
  abstract void counted(String content, String user, long change);

  abstract CompletionStage<AsyncResultSet> readCount(String content);

  @Override
  public final boolean like(String content, String user) {
    boolean changed = session.execute(insert.bind(content, user)).wasApplied();
    if (changed) {
      counted(content, user, 1);
    }
    return changed;
  }

  @Override
  public final boolean unlike(String content, String user) {
    boolean changed = session.execute(delete.bind(content, user)).wasApplied();
    if (changed) {
      counted(content, user, -1);
    }
    return changed;
  }

  @Override
  public final long count(String content) {
    return value(readCount(content));
  }

  @Override
  public final long feed(List<String> contents, String user) {
    List<CompletionStage<AsyncResultSet>> counts = new ArrayList<>();
    List<CompletionStage<AsyncResultSet>> statuses = new ArrayList<>();
    for (String content : contents) {
      counts.add(readCount(content));
      statuses.add(session.executeAsync(liked.bind(content, user)));
    }
    long sum = 0;
    for (CompletionStage<AsyncResultSet> count : counts) {
      sum += value(count);
    }
    for (CompletionStage<AsyncResultSet> status : statuses) {
      sum += status.toCompletableFuture().join().remaining();
    }
    return sum;
  }

  private static long value(CompletionStage<AsyncResultSet> count) {
    Row row = count.toCompletableFuture().join().one();
    return row == null ? 0 : row.getLong(0);
  }

  @Override
  public final long bytes() {
    return CassandraFiles.settled(session, address, KEYSPACE);
  }

  @Override
  public final void close() {
    session.close();
  }
}
