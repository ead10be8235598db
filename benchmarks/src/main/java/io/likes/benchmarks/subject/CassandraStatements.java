package io.likes.benchmarks.subject;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.session.Request;
import com.datastax.oss.driver.api.core.tracker.RequestTracker;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the requests of a session. */
final class CassandraStatements implements RequestTracker {
  private static final SimpleStatement MARK =
      SimpleStatement.newInstance("SELECT key FROM system.local");

  private final AtomicLong sent = new AtomicLong();

  /** Returns the requests until now. */
  long count(CqlSession session) {
    // The tracker is told after the caller, by the thread of the connection, so that it has heard
    // of all before the answer to a mark comes.
    session.execute(MARK);
    return sent.get();
  }

  @Override
  public void onSuccess(
      Request request,
      long latencyNanos,
      DriverExecutionProfile executionProfile,
      Node node,
      String requestLogPrefix) {
    if (!request.equals(MARK)) {
      sent.incrementAndGet();
    }
  }

  @Override
  public void onError(
      Request request,
      Throwable error,
      long latencyNanos,
      DriverExecutionProfile executionProfile,
      Node node,
      String requestLogPrefix) {
    onSuccess(request, latencyNanos, executionProfile, node, requestLogPrefix);
  }

  @Override
  public void close() {}
}
