package io.likes.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.NodeUnavailableException;
import com.datastax.oss.driver.api.core.RequestThrottlingException;
import com.datastax.oss.driver.api.core.connection.BusyConnectionException;
import com.datastax.oss.driver.api.core.servererrors.BootstrappingException;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import com.datastax.oss.driver.api.core.servererrors.UnavailableException;
import io.likes.BackendException;
import io.likes.BackendException.Effect;
import java.util.List;
import java.util.concurrent.CompletionException;

/** How failures of the driver become those of the library. */
final class Failures {
  private Failures() {}

  static BackendException ofRead(RuntimeException failure) {
    return new BackendException(
        Effect.NOT_APPLIED, "a read from Cassandra failed: " + failure.getMessage(), failure);
  }

  /** Returns the failure of a write that is not conditional. */
  static BackendException ofWrite(RuntimeException failure) {
    boolean nothing = failure instanceof UnavailableException || nothingSent(failure);
    return new BackendException(
        nothing ? Effect.NOT_APPLIED : Effect.UNKNOWN,
        "a write to Cassandra failed: " + failure.getMessage(),
        failure);
  }

  /** Returns whether a conditional write that failed so was not begun, and never will be. */
  static boolean neverBegun(RuntimeException failure) {
    // A quorum that lacks for the consensus is seen before anything is proposed; one that lacks for
    // the commit is seen behind it.
    return failure instanceof UnavailableException unavailable
        ? unavailable.getConsistencyLevel().isSerial()
        : nothingSent(failure);
  }

  /** Returns the driver's exception behind that of a future. */
  static RuntimeException cause(CompletionException failure) {
    return failure.getCause() instanceof RuntimeException cause ? cause : failure;
  }

  private static boolean nothingSent(Throwable failure) {
    if (failure instanceof AllNodesFailedException all) {
      return all.getAllErrors().values().stream()
          .flatMap(List::stream)
          .allMatch(Failures::nothingSent);
    }
    return failure instanceof NodeUnavailableException
        || failure instanceof BusyConnectionException
        || failure instanceof RequestThrottlingException
        || failure instanceof BootstrappingException
        || failure instanceof QueryValidationException;
  }
}
