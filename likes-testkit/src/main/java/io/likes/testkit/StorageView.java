package io.likes.testkit;

import io.likes.UserId;
import io.likes.spi.CellId;
import java.util.Set;

/**
 * An independent look at what is stored: reads rows and header of a cell past the store under test,
 * with a client and statements of its own, so that a store cannot hide its mistakes from its test.
 */
@FunctionalInterface
public interface StorageView {
  /**
   * Reads a cell that nobody is writing.
   *
   * @return what is stored; {@link StoredCell#UNTOUCHED} if nothing
   */
  StoredCell read(CellId cell);

  /**
   * What is stored of a cell. Immutable.
   *
   * @param users users who have a row
   * @param total the total in the header
   * @param seq the seq in the header
   * @param children the number of children in the header
   */
  record StoredCell(Set<UserId> users, long total, long seq, int children) {
    /** Nothing is stored. */
    public static final StoredCell UNTOUCHED = new StoredCell(Set.of(), 0, 0, 0);

    /** Copies the users. */
    public StoredCell {
      users = Set.copyOf(Check.present("users", users));
    }
  }
}
