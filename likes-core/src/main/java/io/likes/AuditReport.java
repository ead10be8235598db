package io.likes;

import io.likes.spi.CellId;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a run of a {@link LikeAudit} saw. In a healthy system {@link #findings()} is 0, also while
 * it is in use. Immutable.
 *
 * <p>The two histograms count by size: a key is 0 or a power of ten, and its value says how many
 * sizes were at least that and less than the next one.
 *
 * @param complete whether the run came to the end; false if it was stopped, and in a report on the
 *     way
 * @param contents contents that were looked at, busy and unread ones included
 * @param users users whose lists were looked at, unread ones included
 * @param cells cells whose rows were counted
 * @param rows rows in those cells
 * @param busy contents with a cell that changed during each count of its rows, so that its total
 *     could not be checked
 * @param unread contents and users that were given up because a backend failed
 * @param unchecked which contents were busy, and which contents and users unread and why: the first
 *     {@value #MAX_LISTED}
 * @param found how many findings of each kind, the repaired ones included; every kind has a value
 * @param repaired how many of them are right again; every kind has a value
 * @param drift difference in likes, for each cell counted against its total and for each copy in
 *     the CounterStore that is not just older
 * @param lag how many changes a copy in the CounterStore is behind its cell, for each copy that is
 *     not wrong
 * @param worst the findings with the largest differences, largest first: at most {@value
 *     #MAX_LISTED}
 */
public record AuditReport(
    boolean complete,
    long contents,
    long users,
    long cells,
    long rows,
    long busy,
    long unread,
    List<String> unchecked,
    SortedMap<Kind, Long> found,
    SortedMap<Kind, Long> repaired,
    SortedMap<Long, Long> drift,
    SortedMap<Long, Long> lag,
    List<Finding> worst) {
  /** The most elements of {@link #unchecked} and {@link #worst}. */
  public static final int MAX_LISTED = 100;

  /** What can be wrong. */
  public enum Kind {
    /** A cell's total is not the number of its rows. Both are the truth, so it is not repaired. */
    TOTAL,
    /**
     * A user has a row in two cells, so the like is counted twice. Repair deletes the upper row.
     */
    TWO_CELLS,
    /**
     * A row is in a cell that is not on its user's way, so the like is counted but not found. It is
     * not repaired.
     */
    MISPLACED,
    /**
     * An open cell has a child with changes: its closing was lost, and likes below it are not
     * found. Repair closes it again.
     */
    LOST_CLOSING,
    /**
     * A child names another number of siblings than its parent has children: a closing was lost and
     * made again with another number. Writes in the child fail. It is not repaired.
     */
    SIBLINGS,
    /**
     * A copy in the CounterStore is newer than its cell, or differs at the same seq. Repair sums
     * the content again; a store that keeps the copy all the same loses it at the end of its time
     * to live.
     */
    COUNTER,
    /** A like is not in its user's list. Repair records it. */
    LIST_MISSING,
    /**
     * An entry of a user's list has no like, or is of another change than the like. Repair records
     * what is right, which a store takes only if the entry is older.
     */
    LIST_WRONG
  }

  /**
   * One thing that is wrong. Immutable.
   *
   * @param kind what is wrong
   * @param cell where
   * @param user whose row or entry; null if it is about a whole cell
   * @param difference likes that are too many (positive) or too few (negative) in what is wrong; 0
   *     for an entry of another change
   * @param repaired whether it is right again
   */
  public record Finding(
      Kind kind, CellId cell, @Nullable UserId user, long difference, boolean repaired) {
    /**
     * Checks the parts.
     *
     * @throws IllegalArgumentException if {@code kind} or {@code cell} is null
     */
    public Finding {
      Arguments.present("kind", kind);
      Arguments.present("cell", cell);
    }
  }

  /**
   * Copies the collections.
   *
   * @throws IllegalArgumentException if one is null
   */
  public AuditReport {
    unchecked = List.copyOf(Arguments.present("unchecked", unchecked));
    found = copy("found", found);
    repaired = copy("repaired", repaired);
    drift = copy("drift", drift);
    lag = copy("lag", lag);
    worst = List.copyOf(Arguments.present("worst", worst));
  }

  private static <K> SortedMap<K, Long> copy(String name, SortedMap<K, Long> counts) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(Arguments.present(name, counts)));
  }

  /** Returns how many findings there are of all kinds, the repaired ones included. */
  public long findings() {
    return found.values().stream().mapToLong(Long::longValue).sum();
  }
}
