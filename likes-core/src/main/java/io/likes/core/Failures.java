package io.likes.core;

import io.likes.BackendException;
import io.likes.BackendException.Effect;

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

  /** Returns a failure of its own for each of the callers that shared a batch. */
  static BackendException shared(BackendException failure) {
    return new BackendException(
        failure.effect(), "the batch that this change was in failed", failure);
  }
}
