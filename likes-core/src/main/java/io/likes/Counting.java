package io.likes;

/**
 * How counts are kept; chosen in the builder. The calls and their meaning are the same in all
 * three.
 */
public enum Counting {
  /** Every read sums the cells. Needs a LikeStore only. */
  EXACT,
  /** The caller's thread hands new cell totals to the CounterStore. Needs a CounterStore. */
  INLINE,
  /**
   * New cell totals go out as events, and a count aggregator feeds the CounterStore. Needs both and
   * an EventSink.
   */
  ASYNC
}
