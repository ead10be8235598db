package io.likes;

import io.likes.AuditReport.Finding;
import io.likes.AuditReport.Kind;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.Change;
import io.likes.spi.ChangeResult.Effect;
import io.likes.spi.CounterStore;
import io.likes.spi.LikeRow;
import io.likes.spi.LikeStore;
import io.likes.spi.RowPage;
import io.likes.spi.StoredCount;
import io.likes.spi.UserLike;
import io.likes.spi.UserLikeStore;
import io.likes.spi.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * One audit of one content: its cells from the root down, their rows, the copies in the
 * CounterStore and the entries in users' lists.
 *
 * <p>It runs beside the service, so what two reads say together counts only if it must have been so
 * at one moment; each check says why.
 */
final class ContentCheck {
  /** A like that is younger may still be on its way into the user's list. */
  static final Duration UNDER_WAY = Duration.ofMinutes(1);

  static final int ROWS_PER_READ = 1000;
  static final int READS_OF_A_CELL = 3;

  // Another hash than those that choose the children, whose low bits are the same for all users of
  // a cell.
  private static final int HASH_SEED = CellId.MAX_DEPTH;

  private final AuditParts parts;
  private final LikeStore likeStore;
  private final ContentId content;
  private final AuditTally tally;
  private final IntConsumer read;
  private final Map<CellId, CellHeader> copies = new HashMap<>();
  private final Map<CellId, Long> wrongCopies = new LinkedHashMap<>();
  private boolean cellsChanged;
  private boolean busy;

  /**
   * Begins a check.
   *
   * @param read is told how many rows were read, or pairs looked up; what it throws ends the check
   */
  ContentCheck(AuditParts parts, ContentId content, AuditTally tally, IntConsumer read) {
    this.parts = parts;
    this.likeStore = parts.likeStore();
    this.content = content;
    this.tally = tally;
    this.read = read;
  }

  /**
   * Checks everything.
   *
   * @return false if a cell was too busy to be counted
   * @throws BackendException if something could not be read; what was found before that counts
   */
  boolean run() {
    try {
      // The copies come first: a cell's seq only rises, so a copy that is newer than the cell that
      // is read behind it is wrong.
      if (parts.counterStore() != null) {
        copies.putAll(copies(parts.counterStore()));
      }
      visit(header(CellId.root(content)), List.of());
    } finally {
      finishCopies();
    }
    return !busy;
  }

  /**
   * A closed cell above the one at hand, and the sorted hashes of its users, which take 8 bytes for
   * each row.
   */
  private static final class Closed {
    final CellHeader header;
    private final long[] hashes;

    Closed(CellHeader header, long[] hashes) {
      this.header = header;
      this.hashes = hashes;
    }

    boolean mayHold(UserId user) {
      return Arrays.binarySearch(hashes, CellId.hash(user, HASH_SEED)) >= 0;
    }
  }

  private void visit(CellHeader read, List<Closed> above) {
    CellHeader header = read.closed() ? read : closedIfLost(read, above);
    compareCopy(header);
    long[] hashes = checkRows(header, above);
    tally.cells++;
    if (header.closed()) {
      List<Closed> path = new ArrayList<>(above);
      path.add(new Closed(header, hashes));
      for (CellHeader child : headers(children(header.cell(), header.children()))) {
        if (child.seq() > 0 && child.siblings() != header.children()) {
          tally.found(new Finding(Kind.SIBLINGS, child.cell(), null, 0, false));
        }
        visit(child, path);
      }
    }
  }

  /**
   * Looks for children of an open cell, of which the first {@link CellId#MIN_CHILDREN} may exist
   * whatever their number is.
   *
   * @return the header as it is now
   */
  private CellHeader closedIfLost(CellHeader open, List<Closed> above) {
    CellId cell = open.cell();
    if (cell.depth() == CellId.MAX_DEPTH) {
      return open;
    }
    List<CellHeader> written =
        headers(children(cell, CellId.MIN_CHILDREN)).stream()
            .filter(child -> child.seq() > 0)
            .toList();
    if (written.isEmpty()) {
      return open;
    }
    // A child is written only behind a closing, so a closing that was made just now is seen when
    // the cell is read again.
    CellHeader[] now = {header(cell)};
    if (!now[0].closed()) {
      long hidden = written.stream().mapToLong(CellHeader::total).sum();
      int children = written.get(0).siblings();
      int siblings = above.isEmpty() ? 0 : above.get(above.size() - 1).header.children();
      boolean repaired =
          children != 0
              && parts.repaired(
                  () -> {
                    now[0] = likeStore.close(cell, siblings, children);
                    cellsChanged = true;
                    return now[0].children() == children;
                  });
      tally.found(new Finding(Kind.LOST_CLOSING, cell, null, -hidden, repaired));
    }
    return now[0];
  }

  /**
   * Reads the rows, checks each one, and counts them against the total. The first reading sees
   * every row that stays. Its number, or that of a later reading, means something only if the seq
   * is the same before and behind it.
   *
   * @return of a closed cell the hashes of the users, sorted
   */
  private long[] checkRows(CellHeader header, List<Closed> above) {
    CellId cell = header.cell();
    LongStream.Builder hashes = LongStream.builder();
    CellHeader before = header;
    for (int reading = 0;
        reading < READS_OF_A_CELL && before.closed() == header.closed();
        reading++) {
      boolean first = reading == 0;
      long count = 0;
      String next = null;
      RowPage page;
      do {
        page = likeStore.rows(cell, next, parts.pageSize(ROWS_PER_READ));
        read.accept(page.rows().size());
        count += page.rows().size();
        if (first) {
          for (LikeRow row : page.rows()) {
            checkRow(row, cell, above);
            if (header.closed()) {
              hashes.add(CellId.hash(row.user(), HASH_SEED));
            }
          }
        }
        next = page.next();
      } while (next != null && (first || page.header().seq() == before.seq()));
      tally.rows += first ? count : 0;
      if (page.header().seq() == before.seq()) {
        compareTotal(before, count);
        return hashes.build().sorted().toArray();
      }
      before = page.header();
    }
    busy = true;
    return hashes.build().sorted().toArray();
  }

  private void compareTotal(CellHeader header, long rows) {
    long difference = header.total() - rows;
    tally.drift(difference);
    if (difference != 0) {
      tally.found(new Finding(Kind.TOTAL, header.cell(), null, difference, false));
    }
  }

  private void checkRow(LikeRow row, CellId cell, List<Closed> above) {
    UserId user = row.user();
    CellId place = CellId.root(content);
    for (Closed upper : above) {
      place = place.child(user, upper.header.children());
    }
    if (!place.equals(cell)) {
      tally.found(new Finding(Kind.MISPLACED, cell, user, 1, false));
    }
    for (Closed upper : above) {
      // The upper cell was closed before this row was read, and gains none: a row that it holds now
      // was there at that moment too.
      if (upper.mayHold(user) && row(user, upper.header.cell()) != null) {
        boolean repaired = parts.repaired(() -> delete(user, upper.header));
        tally.found(new Finding(Kind.TWO_CELLS, upper.header.cell(), user, 1, repaired));
      }
    }
    if (parts.userLikeStore() != null) {
      checkEntry(row, cell, parts.userLikeStore());
    }
  }

  private boolean delete(UserId user, CellHeader upper) {
    Change unlike =
        new Change(user, false, parts.time().currentTimeMillis(), ContentType.UNSPECIFIED);
    CellBatch batch = new CellBatch(upper.cell(), upper.siblings(), List.of(unlike));
    cellsChanged = true;
    return likeStore.apply(batch).results().get(0).effect() == Effect.CHANGED;
  }

  /** A row that is still the same behind the look into the list was there at the look. */
  private void checkEntry(LikeRow row, CellId cell, UserLikeStore lists) {
    UserId user = row.user();
    if (row.timeMillis() > parts.time().currentTimeMillis() - UNDER_WAY.toMillis()) {
      return;
    }
    read.accept(1);
    if (lists.liked(user, List.of(content)).contains(content)) {
      return;
    }
    LikeRow still = row(user, cell);
    if (still == null || still.seq() != row.seq()) {
      return;
    }
    UserLike entry =
        new UserLike(
            user,
            content,
            true,
            new Version(cell.depth(), row.seq()),
            row.timeMillis(),
            row.type());
    boolean repaired =
        parts.repaired(
            () -> {
              lists.record(List.of(entry));
              return lists.liked(user, List.of(content)).contains(content);
            });
    tally.found(new Finding(Kind.LIST_MISSING, cell, user, -1, repaired));
  }

  private void compareCopy(CellHeader header) {
    CellHeader copy = copies.get(header.cell());
    if (copy == null) {
      return;
    }
    if (wrong(copy, header)) {
      wrongCopies.put(header.cell(), copy.total() - header.total());
      tally.drift(copy.total() - header.total());
    } else {
      tally.drift(0);
      tally.lag(header.seq() - copy.seq());
    }
  }

  private static boolean wrong(CellHeader copy, CellHeader header) {
    return copy.newerThan(header)
        || (copy.seq() == header.seq()
            && (copy.total() != header.total() || copy.children() != header.children()));
  }

  /**
   * Sums the content again if a copy is wrong or a cell was repaired, and reports the copies that
   * were wrong.
   */
  private void finishCopies() {
    CounterStore counters = parts.counterStore();
    if (counters == null || (wrongCopies.isEmpty() && !cellsChanged)) {
      return;
    }
    Set<CellId> right = new HashSet<>();
    parts.repaired(
        () -> {
          counters.sum(cells());
          Map<CellId, CellHeader> now = copies(counters);
          for (CellHeader header : cells()) {
            CellHeader copy = now.get(header.cell());
            if (copy == null || !wrong(copy, header)) {
              right.add(header.cell());
            }
          }
          return true;
        });
    wrongCopies.forEach(
        (cell, difference) ->
            tally.found(new Finding(Kind.COUNTER, cell, null, difference, right.contains(cell))));
  }

  private Map<CellId, CellHeader> copies(CounterStore counters) {
    Map<CellId, CellHeader> found = new HashMap<>();
    for (CellHeader copy :
        counters.read(List.of(content)).getOrDefault(content, StoredCount.NONE).cells()) {
      found.put(copy.cell(), copy);
    }
    return found;
  }

  /** Reads the headers of all cells, from the root down. */
  private List<CellHeader> cells() {
    List<CellHeader> cells = new ArrayList<>(List.of(header(CellId.root(content))));
    for (int i = 0; i < cells.size(); i++) {
      if (cells.get(i).closed()) {
        cells.addAll(headers(children(cells.get(i).cell(), cells.get(i).children())));
      }
    }
    return cells;
  }

  private CellHeader header(CellId cell) {
    return headers(List.of(cell)).get(0);
  }

  private List<CellHeader> headers(List<CellId> cells) {
    Map<CellId, CellHeader> read = likeStore.headers(cells);
    return cells.stream().map(cell -> AuditParts.told(cell, read.get(cell))).toList();
  }

  private @Nullable LikeRow row(UserId user, CellId cell) {
    return parts.state(user, cell).row();
  }

  private static List<CellId> children(CellId cell, int number) {
    return IntStream.range(0, number).mapToObj(cell::child).toList();
  }
}
