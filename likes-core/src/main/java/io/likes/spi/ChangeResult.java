package io.likes.spi;

import java.util.Objects;

/**
 * What became of one change of a batch. Immutable.
 *
 * @param effect what became of it
 * @param seq of a changed pair the seq of its own change; of a row that is there already, the seq
 *     of the change that made it; of an absent row, the seq of the header that was read with the
 *     absence
 * @param timeMillis time in the row that is there, or that was removed; of an absent row the
 *     change's own
 */
public record ChangeResult(Effect effect, long seq, long timeMillis) {
  /** The three ends of a change. */
  public enum Effect {
    /** The row was written or removed. */
    CHANGED,
    /** The row was as wanted before; nothing was written for it. */
    UNCHANGED,
    /** The cell is closed and does not hold the pair: look below. Nothing was written for it. */
    WRONG_PLACE
  }

  /** Checks that the effect is not null. */
  public ChangeResult {
    Objects.requireNonNull(effect, "effect");
  }
}
