package io.likes.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.NodeUnavailableException;
import com.datastax.oss.driver.api.core.RequestThrottlingException;
import com.datastax.oss.driver.api.core.connection.BusyConnectionException;
import com.datastax.oss.driver.api.core.cql.ExecutionInfo;
import com.datastax.oss.driver.api.core.servererrors.BootstrappingException;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import io.likes.BackendException;
import io.likes.BackendException.Effect;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How failures of the driver become those of the library. */
final class Failures {
  private Failures() {}

  static BackendException ofRead(RuntimeException failure) {
    return new BackendException(
        Effect.NOT_APPLIED, "a read from Cassandra failed: " + failure.getMessage(), failure);
  }

  /**
   * Returns the failure of writes that are not conditional.
   *
   * @param statements how many there were: the others may be stored
   */
  static BackendException ofWrite(RuntimeException failure, int statements) {
    boolean nothing =
        statements == 1
            && tries(failure)
                .allMatch(each -> each instanceof UnavailableException || nothingSent(each));
    return new BackendException(
        nothing ? Effect.NOT_APPLIED : Effect.UNKNOWN,
        "a write to Cassandra failed: " + failure.getMessage(),
        failure);
  }

  /** Returns whether a conditional write that failed so was not begun, and never will be. */
  static boolean neverBegun(RuntimeException failure) {
    // A quorum that lacks for the consensus is seen before anything is proposed; one that lacks for
    // the commit is seen behind it.
    return tries(failure)
        .allMatch(
            each ->
                each instanceof UnavailableException unavailable
                    ? unavailable.getConsistencyLevel().isSerial()
                    : nothingSent(each));
  }

  /** Returns the driver's exception behind that of a future. */
  static RuntimeException cause(CompletionException failure) {
    return failure.getCause() instanceof RuntimeException cause ? cause : failure;
  }

  /** Returns what each try of the driver, on one node after another, ended with. */
  private static Stream<Throwable> tries(RuntimeException failure) {
    if (failure instanceof AllNodesFailedException all) {
      return all.getAllErrors().values().stream().flatMap(List::stream);
    }
    Stream<Throwable> last = Stream.of(failure);
    @Nullable ExecutionInfo info =
        failure instanceof DriverException driver ? driver.getExecutionInfo() : null;
    return info == null
        ? last
        : Stream.concat(info.getErrors().stream().map(Map.Entry::getValue), last);
  }

  private static boolean nothingSent(Throwable failure) {
    return failure instanceof NodeUnavailableException
        || failure instanceof BusyConnectionException
        || failure instanceof RequestThrottlingException
        || failure instanceof BootstrappingException
        || failure instanceof QueryValidationException
        // The session is closed.
        || failure instanceof IllegalStateException;
  }
}
