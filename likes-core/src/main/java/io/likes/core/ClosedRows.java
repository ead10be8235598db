package io.likes.core;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.likes.UserId;
import io.likes.spi.CellId;
import io.likes.spi.LikeRow;
import io.likes.spi.LikeStore;
import io.likes.spi.RowPage;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers who is in closed cells, so that a like of closed content need not ask the cells above
 * its own each time: a closed cell gains no row, so who is absent stays absent.
 *
 * <p>Kept as sorted hashes of 64 bits, 8 bytes a row. Two users with one hash cost a read, never a
 * wrong answer. They are those of the {@link Cell}, and go with it when its content is forgotten or
 * driven out. Thread-safe.
 */
final class ClosedRows {
  private static final Logger LOG = LoggerFactory.getLogger(ClosedRows.class);
  // Not one of the seeds that choose a child: within a cell those hashes have bits in common.
  private static final int SEED = CellId.MAX_DEPTH + 1;
  private static final int PAGE_ROWS = 10_000;
  // One cell may take this share of the bound, or it would drive out all others.
  private static final int MAX_SHARE = 4;
  private static final int ASKS_BEFORE_LOAD = 8;

  private static final class Rows {
    final AtomicInteger asked = new AtomicInteger();
    volatile long[] sortedHashes = {};
    volatile boolean loaded;

    int weight() {
      return 8 + sortedHashes.length;
    }
  }

  private final LikeStore store;
  private final Executor background;
  private final int maxRows;
  private final Cache<Cell, Rows> cache;

  ClosedRows(LikeStore store, Executor background, int maxRows) {
    this.store = store;
    this.background = background;
    this.maxRows = maxRows;
    this.cache =
        Caffeine.newBuilder()
            .weakKeys()
            .maximumWeight(maxRows)
            .weigher((Cell cell, Rows rows) -> rows.weight())
            .executor(Runnable::run)
            .build();
  }

  /**
   * Returns whether a cell that is known as closed surely lacks the user; false if that is not
   * known without asking the store.
   */
  boolean absent(Cell cell, UserId user) {
    if (cell.header().total() == 0) {
      return true;
    }
    Rows rows = cache.getIfPresent(cell);
    return rows != null
        && rows.loaded
        && Arrays.binarySearch(rows.sortedHashes, CellId.hash(user, SEED)) < 0;
  }

  /**
   * Notes that the store was asked about a closed cell; the rows of one that is asked often are
   * read in the background.
   */
  void asked(Cell cell) {
    if (cell.header().total() > maxRows / MAX_SHARE) {
      return;
    }
    Rows rows = cache.get(cell, absent -> new Rows());
    if (!rows.loaded && rows.asked.incrementAndGet() == ASKS_BEFORE_LOAD) {
      background.execute(() -> load(cell, rows));
    }
  }

  private void load(Cell cell, Rows rows) {
    try {
      long[] hashes = new long[(int) Math.min(maxRows, cell.header().total())];
      int size = 0;
      String after = null;
      do {
        RowPage page = store.rows(cell.id, after, PAGE_ROWS);
        if (!page.header().closed() || size + page.rows().size() > hashes.length) {
          // Set back to an older state, or not what the header said: go on asking.
          rows.asked.set(0);
          return;
        }
        for (LikeRow row : page.rows()) {
          hashes[size++] = CellId.hash(row.user(), SEED);
        }
        after = page.next();
      } while (after != null);
      hashes = Arrays.copyOf(hashes, size);
      Arrays.sort(hashes);
      rows.sortedHashes = hashes;
      rows.loaded = true;
      cache.asMap().replace(cell, rows, rows);
    } catch (RuntimeException e) {
      LOG.debug("rows of {} could not be remembered; it is asked as before", cell.id, e);
      rows.asked.set(0);
    }
  }
}
