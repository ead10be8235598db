package io.likes.inmemory;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.LikeRow;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one cell: an extendible hash table whose pages are byte arrays, for few bytes per
 * like, no pause when it grows, and reads in parts.
 *
 * <p>The top bits of the hash of a user pick the page. A full page is split in two by the next bit
 * of the hash, so growing never moves more than one page, and the order of the rows by hash, which
 * reads in parts rely on, never changes. Not thread-safe.
 */
final class Rows {
  private static final Hasher64 HASHER = Hashing.wyhashFinal4();
  private static final int MAX_DIRECTORY_LENGTH = 1 << 30;

  private Page[] directory;
  private long size;
  // Rows keep the difference to it, which takes fewer bytes.
  private long baseMillis;

  Rows() {
    directory = new Page[] {new Page(0)};
  }

  /** A user as the table knows it; made before the cell is locked. */
  record Key(UserId user, byte[] bytes, long hash) {
    static Key of(UserId user) {
      byte[] bytes = user.value().getBytes(StandardCharsets.UTF_8);
      return new Key(user, bytes, HASHER.hashBytesToLong(bytes));
    }
  }

  @Nullable LikeRow get(Key key) {
    Page page = page(key.hash);
    int row = page.find(key.bytes, key.hash);
    return row < 0 ? null : row(page, row, key.user);
  }

  /** Adds the row of a user who has none. */
  void add(Key key, long seq, long timeMillis, ContentType type) {
    if (size == 0) {
      baseMillis = timeMillis;
    }
    byte[] typeBytes =
        type.value().isEmpty() ? Page.NO_BYTES : type.value().getBytes(StandardCharsets.UTF_8);
    long time = timeMillis - baseMillis;
    int length = Page.rowLength(key.bytes, seq, time, typeBytes);
    Page page = page(key.hash);
    while (page.isFullFor(length) && split(page, key.hash)) {
      page = page(key.hash);
    }
    page.add(length, key.bytes, key.hash, seq, time, typeBytes);
    size++;
  }

  /** Removes the row that {@link #get} found. */
  void remove(Key key) {
    Page page = page(key.hash);
    page.remove(page.find(key.bytes, key.hash));
    size--;
    if (size == 0) {
      directory = new Page[] {new Page(0)};
    }
  }

  /** Returns a copy of the page that holds users with the given hash. */
  Part part(long hash) {
    Page page = page(hash);
    return new Part(page.copy(), baseMillis, hash);
  }

  /** Rows of a range of hashes at one instant; immutable. */
  static final class Part {
    private final Page page;
    private final long baseMillis;
    private final long lastHash;

    private Part(Page page, long baseMillis, long hash) {
      this.page = page;
      this.baseMillis = baseMillis;
      this.lastHash = page.depth == 0 ? -1 : hash | -1L >>> page.depth;
    }

    /** Returns the highest hash, unsigned, of the range. */
    long lastHash() {
      return lastHash;
    }

    /** Returns the rows behind a position, in order. */
    Placed[] rowsAfter(Position after) {
      Placed[] rows = new Placed[page.count()];
      int n = 0;
      for (int row = 0; row < page.used(); row = page.next(row)) {
        byte[] user = page.user(row);
        Position position = new Position(HASHER.hashBytesToLong(user), page.seq(row));
        if (position.compareTo(after) > 0) {
          UserId id = UserId.of(new String(user, StandardCharsets.UTF_8));
          rows[n++] =
              new Placed(
                  position,
                  new LikeRow(id, page.seq(row), baseMillis + page.time(row), page.type(row)));
        }
      }
      rows = Arrays.copyOf(rows, n);
      Arrays.sort(rows, (a, b) -> a.position.compareTo(b.position));
      return rows;
    }
  }

  /** A row and where it is in the order. */
  record Placed(Position position, LikeRow row) {}

  private LikeRow row(Page page, int row, UserId user) {
    return new LikeRow(user, page.seq(row), baseMillis + page.time(row), page.type(row));
  }

  private Page page(long hash) {
    return directory[index(hash)];
  }

  private int index(long hash) {
    // Two shifts, since one by 64 would be one by 0.
    return (int) (hash >>> 1 >>> (Long.SIZE - 1 - depth()));
  }

  private int depth() {
    return Integer.numberOfTrailingZeros(directory.length);
  }

  /** Splits a page; returns false if it must grow instead. */
  private boolean split(Page page, long hash) {
    if (page.depth == depth() && !doubleDirectory()) {
      return false;
    }
    Page low = new Page(page.depth + 1);
    Page high = new Page(page.depth + 1);
    for (int row = 0; row < page.used(); row = page.next(row)) {
      long rowHash = HASHER.hashBytesToLong(page.user(row));
      boolean upper = (rowHash >>> (Long.SIZE - 1 - page.depth) & 1) != 0;
      (upper ? high : low).addFrom(page, row);
    }
    int half = directory.length >>> (page.depth + 1);
    int start = index(hash) & -(2 * half);
    Arrays.fill(directory, start, start + half, low);
    Arrays.fill(directory, start + half, start + 2 * half, high);
    return true;
  }

  private boolean doubleDirectory() {
    // Only users whose hashes were made to collide can need so much; their page grows instead.
    if (directory.length > size || directory.length == MAX_DIRECTORY_LENGTH) {
      return false;
    }
    Page[] doubled = new Page[2 * directory.length];
    for (int i = 0; i < doubled.length; i++) {
      doubled[i] = directory[i >>> 1];
    }
    directory = doubled;
    return true;
  }
}
