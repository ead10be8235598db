package io.likes.cassandra;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.session.Request;
import com.datastax.oss.driver.api.core.tracker.RequestTracker;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the statements that were answered, a page each, and keeps their consistency levels. */
final class SentRequests implements RequestTracker {
  private static final SimpleStatement MARK =
      SimpleStatement.newInstance("SELECT key FROM system.local");

  private final Set<ConsistencyLevel> levels = ConcurrentHashMap.newKeySet();
  private final Set<ConsistencyLevel> serialLevels = ConcurrentHashMap.newKeySet();
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
      levels.add(statement.getConsistencyLevel());
      if (Boolean.FALSE.equals(statement.isIdempotent())) {
        serialLevels.add(statement.getSerialConsistencyLevel());
      }
    }
  }

  /** Returns how many there were until now in a session with one node. */
  int count(CqlSession session) {
    // The driver tells a tracker after the caller, by the thread of the one connection, so that
    // this has heard of all before the answer to a mark comes.
    session.execute(MARK);
    return requests.get();
  }

  /** Returns the levels of all that were answered, as the statements name them. */
  Set<ConsistencyLevel> levels() {
    return levels;
  }

  /** Returns the serial levels of what is not idempotent. */
  Set<ConsistencyLevel> serialLevels() {
    return serialLevels;
  }

  @Override
  public void close() {}
}
