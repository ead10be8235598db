package io.likes.testkit;

/** The calls of the SPI that a decorator counts and disturbs. */
public enum SpiCall {
  /** {@link io.likes.spi.LikeStore#apply}. */
  APPLY(Kind.CHANGE),
  /** {@link io.likes.spi.LikeStore#close}. */
  CLOSE(Kind.CHANGE),
  /** {@link io.likes.spi.LikeStore#headers}. */
  HEADERS(Kind.READ),
  /** {@link io.likes.spi.LikeStore#states}. */
  STATES(Kind.READ),
  /** {@link io.likes.spi.LikeStore#rows}. */
  ROWS(Kind.READ),
  /** {@link io.likes.spi.UserLikeStore#record}. */
  RECORD(Kind.MESSAGE),
  /** {@link io.likes.spi.UserLikeStore#liked}. */
  LIKED(Kind.READ),
  /** {@link io.likes.spi.UserLikeStore#page}. */
  PAGE(Kind.READ),
  /** {@link io.likes.spi.CounterStore#merge}. */
  MERGE(Kind.MESSAGE),
  /** {@link io.likes.spi.CounterStore#sum}. */
  SUM(Kind.MESSAGE),
  /** {@link io.likes.spi.CounterStore#read}. */
  READ(Kind.READ),
  /** {@link io.likes.spi.CounterStore#tryLease}. */
  TRY_LEASE(Kind.CHANGE),
  /** {@link io.likes.spi.EventSink#publish}. */
  PUBLISH(Kind.MESSAGE),
  /** {@link io.likes.spi.EventSink#publishAll}. */
  PUBLISH_ALL(Kind.MESSAGE);

  /** What a call does, and so which faults it can meet. */
  enum Kind {
    /** Changes nothing. */
    READ,
    /** Changes something and answers what. */
    CHANGE,
    /** Changes something and answers at most what failed, so it can fail unnoticed. */
    MESSAGE
  }

  final Kind kind;

  SpiCall(Kind kind) {
    this.kind = kind;
  }
}
