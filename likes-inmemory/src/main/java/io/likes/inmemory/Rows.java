package io.likes.inmemory;

import io.likes.BackendException;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.LikeRow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one cell, as bytes in the order of their seq, and a hash table that finds them.
 *
 * <p>A like touches one or two cache lines of the table and the end of the bytes; no object stays
 * behind. The bytes are in chunks, which are never moved while rows are added. A removed row is
 * marked, and when more than half of the bytes are of removed rows, all are written anew. Where
 * memory is asked for and there is none, nothing has changed yet. Not thread-safe.
 */
final class Rows {
  private static final int CHUNK_BITS = 14;
  private static final int CHUNK_LENGTH = 1 << CHUNK_BITS;
  private static final int CHUNK_MASK = CHUNK_LENGTH - 1;
  private static final int MAX_CHUNKS = (1 << (Integer.SIZE - CHUNK_BITS)) - 1;
  private static final int FIRST_SLOTS = 4;

  // Open addressing: hash of the user in the upper half, reference of the row + 1 in the lower one;
  // 0 if free. A reference is chunk and offset.
  private long[] slots = new long[FIRST_SLOTS];
  private byte[][] chunks = {RowFormat.NO_BYTES};
  private int chunkCount = 1;
  // End of the rows in the last chunk.
  private int tail;
  private int size;
  private long removedBytes;
  // Removed bytes below which no rewrite is tried, since one was refused; 0 if none was.
  private long refusedBelow;
  private long allBytes;
  // Rows keep the difference to it, which takes fewer bytes.
  private long baseMillis;

  /** A user as the table knows it; made before the cell is locked. */
  static final class Key {
    final UserId user;
    final byte[] bytes;
    final int hash;

    Key(UserId user) {
      this.user = user;
      this.bytes = user.value().getBytes(StandardCharsets.UTF_8);
      this.hash = spread(user.hashCode());
    }

    /**
     * Scatters hashes, but leaves eight neighbors together: ids are often numbered, and then likes
     * that come one after the other find their slots in one cache line.
     */
    private static int spread(int hash) {
      int h = hash >>> 3;
      h = (h ^ (h >>> 16)) * 0x85ebca6b;
      h = (h ^ (h >>> 13)) * 0xc2b2ae35;
      return ((h ^ (h >>> 16)) << 3) | (hash & 7);
    }
  }

  @Nullable LikeRow get(Key key) {
    int slot = find(key);
    if (slot < 0) {
      return null;
    }
    int reference = reference(slots[slot]);
    return RowFormat.row(chunk(reference), reference & CHUNK_MASK, key.user, baseMillis);
  }

  /**
   * Adds the row of a user who has none.
   *
   * @param seq higher than those of all rows before
   * @throws BackendException if there is no room; nothing changed
   */
  void add(Key key, long seq, long timeMillis, ContentType type) {
    if (size == 0) {
      baseMillis = timeMillis;
    }
    byte[] typeBytes = RowFormat.bytes(type);
    long time = timeMillis - baseMillis;
    int length = RowFormat.length(key.bytes, seq, time, typeBytes);
    // First, so that no row is written that the table has no room for.
    makeRoomInTable();
    int reference = reserve(length);
    RowFormat.write(chunk(reference), reference & CHUNK_MASK, key.bytes, seq, time, typeBytes);
    index(key.hash, reference);
  }

  /** Removes the row that {@link #get} found. */
  void remove(Key key) {
    int slot = find(key);
    int reference = reference(slots[slot]);
    removedBytes += RowFormat.markRemoved(chunk(reference), reference & CHUNK_MASK);
    free(slot);
    size--;
    if (size == 0 || removedBytes > Math.max(allBytes / 2 + CHUNK_LENGTH, refusedBelow)) {
      try {
        rewrite();
      } catch (OutOfMemoryError e) {
        // The row is removed, and the bytes of removed rows stay. Not again at each removal, which
        // would then read all rows.
        refusedBelow = removedBytes + Math.max(CHUNK_LENGTH, removedBytes / 4);
      }
    }
  }

  /**
   * Rows that follow each other, at one instant; immutable.
   *
   * @param rows rows in the order of seq
   * @param next seq of the first row of the next part, which may be removed; 0 if there is none
   */
  record Part(List<LikeRow> rows, long next) {}

  /**
   * What a part is made of, taken under the lock of the cell; {@link #part} may be called later.
   */
  static final class RawPart {
    private final byte[] chunk;
    private final int end;
    private final long baseMillis;
    private final long next;

    private RawPart(byte[] chunk, int end, long baseMillis, long next) {
      this.chunk = chunk;
      this.end = end;
      this.baseMillis = baseMillis;
      this.next = next;
    }

    Part part(long afterSeq) {
      List<LikeRow> rows = new ArrayList<>();
      for (int at = 0; at < end; at = RowFormat.next(chunk, at)) {
        if (!RowFormat.removed(chunk, at) && RowFormat.seq(chunk, at) > afterSeq) {
          rows.add(RowFormat.row(chunk, at, RowFormat.user(chunk, at), baseMillis));
        }
      }
      return new Part(rows, next);
    }
  }

  /** Returns the part that holds the first row behind a seq, or the part before it. */
  RawPart partAfter(long seq) {
    int low = 0;
    int high = chunkCount - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (RowFormat.seq(chunks[middle], 0) <= seq + 1) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    boolean last = low == chunkCount - 1;
    long next = last ? 0 : RowFormat.seq(chunks[low + 1], 0);
    return new RawPart(
        chunks[low].clone(), last ? tail : RowFormat.end(chunks[low]), baseMillis, next);
  }

  private static int reference(long slot) {
    return (int) slot - 1;
  }

  private byte[] chunk(int reference) {
    return chunks[reference >>> CHUNK_BITS];
  }

  /** Returns the slot of a user, or -1. */
  private int find(Key key) {
    int mask = slots.length - 1;
    for (int i = key.hash & mask; slots[i] != 0; i = (i + 1) & mask) {
      if ((int) (slots[i] >>> Integer.SIZE) == key.hash) {
        int reference = reference(slots[i]);
        if (RowFormat.isOf(chunk(reference), reference & CHUNK_MASK, key.bytes)) {
          return i;
        }
      }
    }
    return -1;
  }

  private void index(int hash, int reference) {
    size++;
    put((long) hash << Integer.SIZE | Integer.toUnsignedLong(reference + 1));
  }

  /** Makes room for one row more; at most five of eight slots are taken. */
  private void makeRoomInTable() {
    if ((size + 1) * 8L > slots.length * 5L) {
      long[] old = slots;
      slots = new long[2 * old.length];
      for (long slot : old) {
        if (slot != 0) {
          put(slot);
        }
      }
    }
  }

  private void put(long slot) {
    int mask = slots.length - 1;
    int i = home(slot, mask);
    while (slots[i] != 0) {
      i = (i + 1) & mask;
    }
    slots[i] = slot;
  }

  private static int home(long slot, int mask) {
    return (int) (slot >>> Integer.SIZE) & mask;
  }

  /** Frees a slot, and moves those behind it that would not be found any more. */
  private void free(int slot) {
    int mask = slots.length - 1;
    int hole = slot;
    for (int i = (hole + 1) & mask; slots[i] != 0; i = (i + 1) & mask) {
      if (((i - home(slots[i], mask)) & mask) >= ((i - hole) & mask)) {
        slots[hole] = slots[i];
        hole = i;
      }
    }
    slots[hole] = 0;
  }

  /** Makes room at the end; returns the reference of the new row. */
  private int reserve(int length) {
    if (tail + length > CHUNK_LENGTH) {
      if (chunkCount == MAX_CHUNKS) {
        throw new BackendException(
            BackendException.Effect.NOT_APPLIED, "the rows of the cell take 4 gigabytes", null);
      }
      if (chunkCount == chunks.length) {
        chunks = Arrays.copyOf(chunks, 2 * chunkCount);
      }
      chunks[chunkCount] = new byte[CHUNK_LENGTH];
      chunkCount++;
      tail = 0;
    }
    byte[] last = chunks[chunkCount - 1];
    if (tail + length > last.length) {
      int roomy = tail == 0 ? length : Math.min(CHUNK_LENGTH, 2 * (tail + length));
      chunks[chunkCount - 1] = Arrays.copyOf(last, roomy);
    }
    int reference = (chunkCount - 1) << CHUNK_BITS | tail;
    tail += length;
    allBytes += length;
    return reference;
  }

  /** Writes the rows that are left to new chunks, and a new table. */
  private void rewrite() {
    Rows left = new Rows();
    for (int i = 0; i < chunkCount; i++) {
      byte[] chunk = chunks[i];
      int end = i == chunkCount - 1 ? tail : RowFormat.end(chunk);
      for (int at = 0; at < end; at = RowFormat.next(chunk, at)) {
        if (!RowFormat.removed(chunk, at)) {
          left.copy(chunk, at);
        }
      }
    }
    slots = left.slots;
    chunks = left.chunks;
    chunkCount = left.chunkCount;
    tail = left.tail;
    size = left.size;
    removedBytes = 0;
    refusedBelow = 0;
    allBytes = left.allBytes;
  }

  private void copy(byte[] chunk, int at) {
    int length = RowFormat.next(chunk, at) - at;
    makeRoomInTable();
    int reference = reserve(length);
    System.arraycopy(chunk, at, chunk(reference), reference & CHUNK_MASK, length);
    index(Key.spread(RowFormat.user(chunk, at).hashCode()), reference);
  }
}
