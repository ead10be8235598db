package io.likes.core;

import io.likes.BackendException;
import io.likes.BackendException.Effect;
import java.util.Objects;
import java.util.stream.Stream;

/** How failures of backends become the one exception type. */
final class Failures {
  private Failures() {}

  /**
   * Returns a failure of a write; one that is no {@link BackendException} says nothing of the
   * effect.
   */
  static BackendException ofWrite(RuntimeException failure) {
    return failure instanceof BackendException known
        ? known
        : new BackendException(Effect.UNKNOWN, "the store threw " + failure, failure);
  }

  /** Returns a failure of a read: nothing was changed, whatever the store said. */
  static BackendException ofRead(RuntimeException failure) {
    return failure instanceof BackendException known && known.effect() == Effect.NOT_APPLIED
        ? known
        : new BackendException(
            Effect.NOT_APPLIED, "a read failed: " + failure.getMessage(), failure);
  }

  /** Returns whether a failure comes of an interrupt; not every driver leaves the thread marked. */
  static boolean interrupted(RuntimeException failure) {
    return Thread.currentThread().isInterrupted()
        || Stream.iterate((Throwable) failure, Objects::nonNull, Throwable::getCause)
            .anyMatch(InterruptedException.class::isInstance);
  }

  /** Returns a failure of its own for each of the callers that shared a batch. */
  static BackendException shared(BackendException failure) {
    return new BackendException(
        failure.effect(), "the batch that this change was in failed", failure);
  }
}
