package io.likes.inmemory;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.likes.BackendException;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.LikeRow;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one cell: an extendible hash table of {@linkplain Page pages}, for few bytes per
 * like, no pause when it grows, and reads in parts.
 *
 * <p>The top bits of the hash of a user pick the page. A full page is split in two by the next bit
 * of the hash, so growing never moves more than one page, and the order of the rows by hash, which
 * reads in parts rely on, never changes. Not thread-safe.
 */
final class Rows {
  private static final Hasher64 HASHER = Hashing.wyhashFinal4();
  private static final byte[] NO_BYTES = {};
  private static final int MAX_DIRECTORY_LENGTH = 1 << 28;

  // A page of depth d is at all indexes that begin with the same d bits.
  private byte[][] directory = {Page.empty(0)};
  private long size;
  // Rows keep the difference to it, which takes fewer bytes.
  private long baseMillis;

  /** A user as the table knows it; made before the cell is locked. */
  record Key(UserId user, byte[] bytes, long hash) {
    static Key of(UserId user) {
      byte[] bytes = user.value().getBytes(StandardCharsets.UTF_8);
      return new Key(user, bytes, HASHER.hashBytesToLong(bytes));
    }
  }

  /** A row and where it is in the order. */
  record Placed(Position position, LikeRow row) {}

  @Nullable LikeRow get(Key key) {
    byte[] page = page(key.hash);
    int row = Page.find(page, key.bytes, key.hash);
    return row < 0 ? null : row(page, row, key.user, baseMillis);
  }

  /**
   * Adds the row of a user who has none.
   *
   * @throws BackendException if too many users have nearly the same hash; nothing changed
   */
  void add(Key key, long seq, long timeMillis, ContentType type) {
    byte[] typeBytes =
        type.value().isEmpty() ? NO_BYTES : type.value().getBytes(StandardCharsets.UTF_8);
    if (size == 0) {
      baseMillis = timeMillis;
    }
    long time = timeMillis - baseMillis;
    int length = Page.rowLength(key.bytes, seq, time, typeBytes);
    byte[] page = page(key.hash);
    while (Page.shouldSplitFor(page, length) && split(page, key.hash)) {
      page = page(key.hash);
    }
    if (Page.rowBytes(page) + length > Page.MAX_ROW_BYTES) {
      throw new BackendException(
          BackendException.Effect.NOT_APPLIED,
          "too many users have nearly the same hash as user " + key.user,
          null);
    }
    replace(page, Page.add(page, key.bytes, key.hash, seq, time, typeBytes), key.hash);
    size++;
  }

  /** Removes the row that {@link #get} found. */
  void remove(Key key) {
    byte[] page = page(key.hash);
    replace(page, Page.remove(page, Page.find(page, key.bytes, key.hash)), key.hash);
    size--;
    if (size == 0) {
      directory = new byte[][] {Page.empty(0)};
    }
  }

  /** Returns a copy of the page that holds users with the given hash. */
  Part part(long hash) {
    return new Part(page(hash).clone(), baseMillis, hash);
  }

  /** Rows of a range of hashes at one instant; immutable. */
  static final class Part {
    private final byte[] page;
    private final long baseMillis;
    private final long lastHash;

    private Part(byte[] page, long baseMillis, long hash) {
      this.page = page;
      this.baseMillis = baseMillis;
      this.lastHash = Page.depth(page) == 0 ? -1 : hash | -1L >>> Page.depth(page);
    }

    /** Returns the highest hash, unsigned, of the range. */
    long lastHash() {
      return lastHash;
    }

    /** Returns the rows behind a position, in order. */
    Placed[] rowsAfter(Position after) {
      Placed[] rows = new Placed[Page.count(page)];
      int n = 0;
      for (int row = 0; row < rows.length; row++) {
        byte[] user = Page.user(page, row);
        Position position = new Position(HASHER.hashBytesToLong(user), Page.seq(page, row));
        if (position.compareTo(after) > 0) {
          UserId id = UserId.of(new String(user, StandardCharsets.UTF_8));
          rows[n++] = new Placed(position, row(page, row, id, baseMillis));
        }
      }
      rows = Arrays.copyOf(rows, n);
      Arrays.sort(rows, (a, b) -> a.position.compareTo(b.position));
      return rows;
    }
  }

  private static LikeRow row(byte[] page, int row, UserId user, long baseMillis) {
    return new LikeRow(
        user, Page.seq(page, row), baseMillis + Page.time(page, row), Page.type(page, row));
  }

  private byte[] page(long hash) {
    return directory[index(hash)];
  }

  private int index(long hash) {
    // Two shifts, since one by 64 would be one by 0.
    return (int) (hash >>> 1 >>> (Long.SIZE - 1 - depth()));
  }

  private int depth() {
    return Integer.numberOfTrailingZeros(directory.length);
  }

  private void replace(byte[] old, byte[] page, long hash) {
    if (page != old) {
      int copies = directory.length >>> Page.depth(page);
      int start = index(hash) & -copies;
      Arrays.fill(directory, start, start + copies, page);
    }
  }

  /** Splits a page; returns false if it must grow instead. */
  private boolean split(byte[] page, long hash) {
    int depth = Page.depth(page);
    if (depth == depth() && !doubleDirectory()) {
      return false;
    }
    byte[] low = Page.empty(depth + 1);
    byte[] high = Page.empty(depth + 1);
    int count = Page.count(page);
    for (int row = 0; row < count; row++) {
      long rowHash = HASHER.hashBytesToLong(Page.user(page, row));
      if ((rowHash >>> (Long.SIZE - 1 - depth) & 1) == 0) {
        low = Page.addFrom(low, page, row);
      } else {
        high = Page.addFrom(high, page, row);
      }
    }
    int half = directory.length >>> (depth + 1);
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
    byte[][] doubled = new byte[2 * directory.length][];
    for (int i = 0; i < doubled.length; i++) {
      doubled[i] = directory[i >>> 1];
    }
    directory = doubled;
    return true;
  }
}
