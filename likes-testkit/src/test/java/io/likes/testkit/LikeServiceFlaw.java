package io.likes.testkit;

/**
 * A part of a backend that is wrong in one way, and the rule of the service that must find it out.
 */
enum LikeServiceFlaw {
  LIKE_REPLACED_BY_RETRY("S1", LikeStoreFlaw.UNLIKE_KEEPS_ROW),
  COPIES_ARE_STALE("S7", CounterStoreFlaw.STALE_READ),
  VIEW_SHOWS_UNLIKED("S6", UserLikeStoreFlaw.UNLIKED_IS_LIKED),
  LIST_IS_OLDEST_FIRST("S11", UserLikeStoreFlaw.OLDEST_FIRST),
  LIKERS_ARE_LOST("S12", LikeStoreFlaw.LAST_PAGE_IS_LOST),
  TOO_FEW_UNIQUE_LIKERS("S13", UniqueLikersFlaw.ESTIMATES_TOO_LITTLE),
  CHECK_THEN_ACT("S14", LikeStoreFlaw.CHECK_THEN_ACT),
  LOST_UPDATE("S15", LikeStoreFlaw.LOST_UPDATE),
  CHILD_USED_BEFORE_ITS_PARENT_WAS_ASKED("S16", LikeStoreFlaw.CLOSED_CELL_DISOWNS_ROWS),
  CLOSED_CELL_HIDES_ROWS("S16", LikeStoreFlaw.CLOSED_CELL_HIDES_ROWS),
  DOUBLE_COUNT_ON_RETRY("S17", LikeStoreFlaw.DOUBLE_COUNT_ON_RETRY),
  CONTENTS_IGNORE_CASE("S24", LikeStoreFlaw.CONTENTS_IGNORE_CASE),
  CLOSED_CELL_GAINS_ROWS("S16", LikeStoreFlaw.CLOSED_CELL_GAINS_ROWS);

  final String rule;
  private final Enum<?> part;

  LikeServiceFlaw(String rule, Enum<?> part) {
    this.rule = rule;
    this.part = part;
  }

  PlainLikeStore likeStore() {
    return part instanceof LikeStoreFlaw flaw ? flaw.store() : new PlainLikeStore();
  }

  PlainCounterStore counterStore() {
    return part instanceof CounterStoreFlaw flaw ? flaw.store() : new PlainCounterStore();
  }

  PlainUserLikeStore userLikeStore() {
    return part instanceof UserLikeStoreFlaw flaw ? flaw.store() : new PlainUserLikeStore();
  }

  PlainUniqueLikers uniqueLikers() {
    return part instanceof UniqueLikersFlaw flaw ? flaw.likers() : new PlainUniqueLikers();
  }
}
