package io.likes.cassandra;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.session.Request;
import com.datastax.oss.driver.api.core.tracker.RequestTracker;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Counts the statements that were answered, a page each, and keeps how they were sent. */
final class SentRequests implements RequestTracker {
  private static final SimpleStatement MARK =
      SimpleStatement.newInstance("SELECT key FROM system.local");

  /**
   * How a statement was sent.
   *
   * @param cql its text; those of a batch together
   * @param level null if it named none
   * @param serialLevel null if it named none
   */
  record Sent(
      String cql,
      @Nullable ConsistencyLevel level,
      @Nullable ConsistencyLevel serialLevel,
      @Nullable Boolean idempotent) {}

  private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();
  private final AtomicInteger requests = new AtomicInteger();

  @Override
  public void onNodeSuccess(
      Request request,
      long latencyNanos,
      DriverExecutionProfile profile,
      Node node,
      String logPrefix) {
    if (request instanceof Statement<?> statement && !request.equals(MARK)) {
      requests.incrementAndGet();
      sent.add(
          new Sent(
              cql(statement),
              statement.getConsistencyLevel(),
              statement.getSerialConsistencyLevel(),
              statement.isIdempotent()));
    }
  }

  private static String cql(Statement<?> statement) {
    if (statement instanceof BatchStatement batch) {
      return StreamSupport.stream(batch.spliterator(), false)
          .map(SentRequests::cql)
          .collect(Collectors.joining("; "));
    }
    return statement instanceof BoundStatement bound
        ? bound.getPreparedStatement().getQuery()
        : ((SimpleStatement) statement).getQuery();
  }

  /** Returns how many there were until now in a session with one node. */
  int count(CqlSession session) {
    // The driver tells a tracker after the caller, by the thread of the one connection, so that
    // this has heard of all before the answer to a mark comes.
    session.execute(MARK);
    return requests.get();
  }

  Collection<Sent> sent() {
    return sent;
  }

  @Override
  public void close() {}
}
