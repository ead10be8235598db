package io.likes;

import io.likes.AuditReport.Finding;
import io.likes.AuditReport.Kind;
import io.likes.spi.CellId;
import io.likes.spi.LikeRow;
import io.likes.spi.PairState;
import io.likes.spi.UserLike;
import io.likes.spi.UserLikePage;
import io.likes.spi.UserLikeStore;
import io.likes.spi.Version;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** The audit of users' lists: each entry against the pair that it tells of. */
final class UserListCheck {
  private static final int ENTRIES_PER_READ = 500;

  private final AuditParts parts;
  private final UserLikeStore lists;
  private final AuditTally tally;
  private final IntConsumer read;

  /**
   * Makes checks.
   *
   * @param read is told how many entries were read, or pairs looked up; what it throws ends the
   *     check
   */
  UserListCheck(AuditParts parts, UserLikeStore lists, AuditTally tally, IntConsumer read) {
    this.parts = parts;
    this.lists = lists;
    this.tally = tally;
    this.read = read;
  }

  /** What a pair comes to: the entry that its list should have, and the cell that says so. */
  private record Truth(CellId cell, UserLike entry) {}

  /**
   * Returns the entries of a user that look wrong. A change that is just under way may be stored
   * and not yet in the list, so they count only if they are there later too; see {@link #report}.
   *
   * @throws BackendException if something could not be read
   */
  List<UserLike> suspects(UserId user) {
    return List.copyOf(wrong(user).keySet());
  }

  /**
   * Reports, and repairs, those suspects that are still in the list and still wrong.
   *
   * @throws BackendException if something could not be read
   */
  void report(UserId user, List<UserLike> suspects) {
    Map<UserLike, Truth> wrong = wrong(user);
    wrong.keySet().retainAll(suspects);
    wrong.forEach(
        (entry, truth) -> {
          boolean repaired =
              parts.repaired(
                  () -> {
                    lists.record(List.of(truth.entry()));
                    return truth.entry().version().compareTo(entry.version()) > 0;
                  });
          tally.found(
              new Finding(
                  Kind.LIST_WRONG, truth.cell(), user, truth.entry().liked() ? 0 : 1, repaired));
        });
  }

  private Map<UserLike, Truth> wrong(UserId user) {
    Map<UserLike, Truth> wrong = new HashMap<>();
    String after = null;
    do {
      UserLikePage page = lists.page(user, after, parts.pageSize(ENTRIES_PER_READ));
      read.accept(page.entries().size());
      for (UserLike entry : page.entries()) {
        if (entry.liked()) {
          Truth truth = truth(user, entry.content());
          if (!truth.entry().liked() || !truth.entry().version().equals(entry.version())) {
            wrong.put(entry, truth);
          }
        }
      }
      after = page.next();
    } while (after != null);
    return wrong;
  }

  /** Goes the user's way from the root to the first cell that holds the pair or is open. */
  private Truth truth(UserId user, ContentId content) {
    CellId cell = CellId.root(content);
    while (true) {
      PairState state = parts.state(user, cell);
      read.accept(1);
      LikeRow row = state.row();
      if (row != null) {
        Version version = new Version(cell.depth(), row.seq());
        return new Truth(
            cell, new UserLike(user, content, true, version, row.timeMillis(), row.type()));
      }
      if (!state.header().closed()) {
        Version version = new Version(cell.depth(), state.header().seq());
        long now = parts.time().currentTimeMillis();
        return new Truth(
            cell, new UserLike(user, content, false, version, now, ContentType.UNSPECIFIED));
      }
      cell = cell.child(user, state.header().children());
    }
  }
}
