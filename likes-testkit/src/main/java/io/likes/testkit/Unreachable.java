package io.likes.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.likes.BackendException;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;

/** A rule of every part of a backend: a storage that cannot be reached is a BackendException. */
final class Unreachable {
  private Unreachable() {}

  /** Returns the client, or ends the test that calls it as skipped. */
  static <T> T orSkip(Optional<T> client) {
    Assumptions.assumeTrue(client.isPresent(), "no client of a storage out of reach was given");
    return client.orElseThrow();
  }

  static void assertFails(String call, ThrowingCallable called) {
    assertThatThrownBy(called)
        .as("%s without its storage", call)
        .isInstanceOf(BackendException.class);
  }
}
