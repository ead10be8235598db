package io.likes.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.DriverTimeoutException;
import com.datastax.oss.driver.api.core.NodeUnavailableException;
import com.datastax.oss.driver.api.core.connection.BusyConnectionException;
import com.datastax.oss.driver.api.core.connection.ClosedConnectionException;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.servererrors.BootstrappingException;
import com.datastax.oss.driver.api.core.servererrors.CASWriteUnknownException;
import com.datastax.oss.driver.api.core.servererrors.DefaultWriteType;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.OverloadedException;
import com.datastax.oss.driver.api.core.servererrors.ServerError;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import com.datastax.oss.driver.api.core.servererrors.WriteTimeoutException;
import io.likes.BackendException.Effect;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a write has done that failed: to say NOT_APPLIED too early is to lose or repeat a like. */
@DisplayName("A write that failed")
class FailuresTest {
  private static final Node NODE =
      TestCluster.shared().session().getMetadata().getNodes().values().iterator().next();

  private static UnavailableException unavailable(ConsistencyLevel level) {
    return new UnavailableException(NODE, level, 2, 1);
  }

  private static WriteTimeoutException timeout(DefaultWriteType type) {
    return new WriteTimeoutException(NODE, ConsistencyLevel.SERIAL, 1, 2, type);
  }

  /** Failure; whether a conditional write was not begun; whether another write is not stored. */
  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(unavailable(ConsistencyLevel.LOCAL_SERIAL), true, true),
        Arguments.of(unavailable(ConsistencyLevel.SERIAL), true, true),
        // Behind the consensus: the commit lacks a quorum.
        Arguments.of(unavailable(ConsistencyLevel.LOCAL_QUORUM), false, true),
        Arguments.of(timeout(DefaultWriteType.CAS), false, false),
        Arguments.of(timeout(DefaultWriteType.SIMPLE), false, false),
        Arguments.of(timeout(DefaultWriteType.BATCH), false, false),
        Arguments.of(
            new CASWriteUnknownException(NODE, ConsistencyLevel.SERIAL, 1, 2), false, false),
        Arguments.of(new DriverTimeoutException("test"), false, false),
        Arguments.of(new ClosedConnectionException("test"), false, false),
        Arguments.of(new ServerError(NODE, "test"), false, false),
        Arguments.of(new OverloadedException(NODE, "test"), false, false),
        Arguments.of(new NodeUnavailableException(NODE), true, true),
        Arguments.of(new BusyConnectionException(10), true, true),
        Arguments.of(new BootstrappingException(NODE), true, true),
        Arguments.of(new InvalidQueryException(NODE, "test"), true, true));
  }

  @ParameterizedTest
  @MethodSource("failures")
  @DisplayName("is NOT_APPLIED only if nothing can have come of it")
  void alone(RuntimeException failure, boolean neverBegun, boolean notStored) {
    assertThat(Failures.neverBegun(failure)).isEqualTo(neverBegun);
    assertThat(Failures.ofWrite(failure, 1).effect())
        .isEqualTo(notStored ? Effect.NOT_APPLIED : Effect.UNKNOWN);
    // One of them may have got through before.
    assertThat(Failures.ofWrite(failure, 2).effect()).isEqualTo(Effect.UNKNOWN);
  }

  @ParameterizedTest
  @MethodSource("failures")
  @DisplayName("on one node after another, is so only if it is on each")
  void ofSeveralNodes(RuntimeException failure, boolean neverBegun, boolean notStored) {
    RuntimeException all =
        AllNodesFailedException.fromErrors(
            Stream.of(new NodeUnavailableException(NODE), failure)
                .map(each -> Map.entry(NODE, (Throwable) each))
                .toList());
    assertThat(Failures.neverBegun(all)).isEqualTo(neverBegun);
    assertThat(Failures.ofWrite(all, 1).effect())
        .isEqualTo(notStored ? Effect.NOT_APPLIED : Effect.UNKNOWN);
  }

  @Test
  @DisplayName("because the session is closed, has done nothing")
  void closed() {
    assertThat(Failures.neverBegun(new IllegalStateException("Session is closed"))).isTrue();
  }
}
