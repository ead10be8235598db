package io.likes.testkit;

import static io.likes.testkit.SpiCall.Kind.CHANGE;
import static io.likes.testkit.SpiCall.Kind.MESSAGE;
import static io.likes.testkit.SpiCall.Kind.READ;

import java.util.EnumSet;
import java.util.Set;

/** What may happen to one call of a backend. */
public enum Fault {
  /** Nothing: the call goes through. */
  NONE(READ, CHANGE, MESSAGE),
  /** The call fails with NOT_APPLIED and does not reach the backend. */
  REFUSED(READ, CHANGE, MESSAGE),
  /** The call is carried out, but fails with UNKNOWN. */
  REPLY_LOST(CHANGE, MESSAGE),
  /**
   * The call fails with UNKNOWN, and is carried out later: by {@link Faults#deliverLate}, or, where
   * faults are random, at a later call. A late write of a cell is dropped if another one changed
   * the cell first, as by any store whose writes are conditional.
   */
  LATE(CHANGE, MESSAGE),
  /**
   * As much is missing as the contract allows. Pages hold one element though more follow; a
   * CounterStore knows only every other cell; of several entries or headers to store only every
   * other one is stored, and the call fails with UNKNOWN; of several events only every other one is
   * published, and the rest are named with an UNKNOWN each. A call that is whole or nothing fails
   * with NOT_APPLIED.
   */
  PARTIAL(READ, CHANGE, MESSAGE),
  /** The call returns as if it had been carried out, but is not. */
  LOST(MESSAGE),
  /** The call is carried out twice. */
  REPEATED(MESSAGE),
  /** The call returns and is carried out later, like {@link #LATE}; later calls overtake it. */
  DELAYED(MESSAGE);

  private final Set<SpiCall.Kind> kinds;

  Fault(SpiCall.Kind first, SpiCall.Kind... others) {
    kinds = EnumSet.of(first, others);
  }

  /** Returns whether the call can meet this fault. */
  public boolean fits(SpiCall call) {
    return kinds.contains(Check.present("call", call).kind);
  }
}
