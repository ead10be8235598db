package io.likes;

import io.likes.spi.CellHeader;
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
    TimeSource time) {
  private static final Logger LOG = LoggerFactory.getLogger(LikeAudit.class);

  /** Reads what one cell says of one user. */
  PairState state(UserId user, CellId cell) {
    PairState state = likeStore.states(user, List.of(cell)).get(cell);
    return state == null ? new PairState(null, CellHeader.untouched(cell)) : state;
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
    } catch (BackendException e) {
      LOG.warn("repair failed; the finding stays for the next run", e);
      return false;
    }
  }
}
