package io.likes.testkit;

import java.util.Set;
import org.junit.jupiter.api.Assumptions;

/**
 * What a backend offers beyond what every backend must; rules that need a missing one are reported
 * as skipped.
 */
public enum Capability {
  /** The contract's {@code advance} moves the clock of the store. */
  DRIVEN_CLOCK("the clock of this backend cannot be driven by a test"),
  /** The contract's {@code openShortLived} gives a store whose copies live for some seconds. */
  REAL_CLOCK("no store whose copies live for some seconds was given"),
  /** A lease is given to one asker at a time. */
  EXCLUSIVE_LEASE("this backend gives a lease to everybody who asks"),
  /** The contract's {@code openUnreliable} gives a client whose calls fail now and then. */
  UNRELIABLE_CLIENT("no client that fails now and then was given"),
  /** There is a CounterStore. */
  COUNTER_STORE("this backend has no CounterStore"),
  /** There is an EventSink, and a count aggregator that reads it. */
  EVENTS("this backend has no EventSink"),
  /** There is a UserLikeStore. */
  USER_LISTS("this backend has no UserLikeStore"),
  /** There is a UniqueLikers. */
  UNIQUE_LIKERS("this backend has no UniqueLikers");

  private final String reasonIfMissing;

  Capability(String reasonIfMissing) {
    this.reasonIfMissing = reasonIfMissing;
  }

  /**
   * Ends the test that calls it as skipped, with the reason, if this one is not among the given
   * ones.
   */
  void assumeIn(Set<Capability> given) {
    Assumptions.assumeTrue(given.contains(this), () -> this + ": " + reasonIfMissing);
  }
}
