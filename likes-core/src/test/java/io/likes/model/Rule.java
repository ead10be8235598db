package io.likes.model;

/** Rules of the design. Leaving one out makes schedules fail, which shows that it is needed. */
enum Rule {
  /** A closed cell never gains a row; left out: it does, from a process that took it for open. */
  CLOSED_CELL_GAINS_NO_ROW,
  /**
   * A child is used only when its parent was seen without the pair; left out: when it is closed.
   */
  PARENT_IS_ASKED_FIRST,
  /** Closing raises seq, so that writes that were sent before are refused. */
  CLOSING_RAISES_SEQ,
  /**
   * Every change of a batch has a seq of its own and a batch has one change of a pair; left out: a
   * batch has as many as wait, and one seq for them all.
   */
  ONE_SEQ_FOR_EACH_CHANGE,
  /**
   * After a lost reply the same conditional write is sent again; left out: the cell is read, and
   * what is not there is taken as never to come.
   */
  READ_IS_NO_PROOF,
  /** What was found unchanged is written to the user's list before the answer, as a change is. */
  UNCHANGED_IS_LISTED,
  /** Counters are given totals; left out: they are given +1 and -1. */
  TOTALS_ARE_ABSOLUTE,
  /** Only a full sum starts the time to live of a counter anew; left out: every merge does. */
  MERGE_EXTENDS_NOTHING,
  /** Only of a closed cell it is remembered who is absent; left out: of an open one too. */
  ABSENCE_IS_OF_CLOSED_CELLS
}
