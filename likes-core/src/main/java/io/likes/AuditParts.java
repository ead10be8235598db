package io.likes;

import io.likes.spi.CellId;
import io.likes.spi.CounterStore;
import io.likes.spi.LikeStore;
import io.likes.spi.PairState;
import io.likes.spi.UserLikeStore;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the checks of an audit work with. */
record AuditParts(
    LikeStore likeStore,
    @Nullable CounterStore counterStore,
    @Nullable UserLikeStore userLikeStore,
    boolean repair,
    TimeSource time,
    int maxRowsPerSecond) {
  private static final Logger LOG = LoggerFactory.getLogger(LikeAudit.class);

  /** Returns how many rows one call may read: a page of more would be a burst. */
  int pageSize(int most) {
    return Math.min(most, maxRowsPerSecond);
  }

  /** Reads what one cell says of one user. */
  PairState state(UserId user, CellId cell) {
    return told(cell, likeStore.states(user, List.of(cell)).get(cell));
  }

  /** Returns an answer about a cell; a store that leaves one out did not say that it is empty. */
  static <T> T told(CellId cell, @Nullable T answer) {
    if (answer == null) {
      throw new BackendException(
          BackendException.Effect.NOT_APPLIED, "the store left out " + cell, null);
    }
    return answer;
  }

  /**
   * Repairs if the audit does so, and returns whether it is right now. What was found counts all
   * the same if the repair fails.
   */
  boolean repaired(BooleanSupplier repair) {
    if (!repair()) {
      return false;
    }
    try {
      return repair.getAsBoolean();
    } catch (RuntimeException e) {
      LOG.warn("repair failed; the finding stays for the next run", e);
      return false;
    }
  }
}
