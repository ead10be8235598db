package io.likes.inmemory;

import io.likes.ContentType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Layout of a page of rows: a slotted page in a bare byte array, since an object around it would
 * cost another cache miss at every like.
 *
 * <p>At the front an integer with the number of rows and the depth, then one integer for each row:
 * bits of the user's hash, and where the row starts, counted from the end of the array. The rows
 * fill the array from its end. A row is the length of the user, the user in UTF-8, seq and time as
 * variable-length numbers, the length of the type, the type in UTF-8. Rows are numbered from 0, in
 * no order. Not thread-safe.
 */
final class Page {
  /** The most bytes of rows that a page can address. */
  static final int MAX_ROW_BYTES = (1 << 20) - 1;

  // What splitting copies at once. Looking for an absent user reads a seventh of it.
  private static final int SPLIT_LENGTH = 1024;
  private static final int SLOT = Integer.BYTES;
  private static final int DEPTH_BITS = 8;
  private static final int DEPTH_MASK = (1 << DEPTH_BITS) - 1;
  private static final int TAG_SHIFT = 20;
  private static final int BITS_PER_BYTE = 7;
  private static final int BYTE_MASK = 0xff;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private Page() {}

  /** Returns an empty page. */
  static byte[] empty(int depth) {
    byte[] page = new byte[SLOT];
    INT.set(page, 0, depth);
    return page;
  }

  /** Returns how many top bits the hashes of all users of the page have in common. */
  static int depth(byte[] page) {
    return (int) INT.get(page, 0) & DEPTH_MASK;
  }

  static int count(byte[] page) {
    return (int) INT.get(page, 0) >>> DEPTH_BITS;
  }

  /** Returns the bytes of all rows. */
  static int rowBytes(byte[] page) {
    return end(page, count(page) - 1);
  }

  static boolean shouldSplitFor(byte[] page, int rowLength) {
    return usedBytes(page) + SLOT + rowLength > SPLIT_LENGTH;
  }

  static int rowLength(byte[] user, long seq, long time, byte[] type) {
    return 1 + user.length + numberLength(seq) + numberLength(zigzag(time)) + 1 + type.length;
  }

  /** Returns the number of a user's row, or -1. */
  static int find(byte[] page, byte[] user, long hash) {
    int tag = tag(hash);
    int slotsEnd = SLOT + SLOT * count(page);
    for (int at = SLOT; at < slotsEnd; at += SLOT) {
      int slot = (int) INT.get(page, at);
      if (slot >>> TAG_SHIFT == tag) {
        int start = page.length - (slot & MAX_ROW_BYTES);
        int length = page[start] & BYTE_MASK;
        if (Arrays.equals(page, start + 1, start + 1 + length, user, 0, user.length)) {
          return at / SLOT - 1;
        }
      }
    }
    return -1;
  }

  /** Adds a row; returns the page, which is another array if it had to grow. */
  static byte[] add(byte[] page, byte[] user, long hash, long seq, long time, byte[] type) {
    byte[] grown = addSlot(page, rowLength(user, seq, time, type), tag(hash));
    int at = start(grown, count(grown) - 1);
    grown[at++] = (byte) user.length;
    System.arraycopy(user, 0, grown, at, user.length);
    at = put(grown, at + user.length, seq);
    at = put(grown, at, zigzag(time));
    grown[at++] = (byte) type.length;
    System.arraycopy(type, 0, grown, at, type.length);
    return grown;
  }

  /** Adds a row of another page; returns the page as {@link #add} does. */
  static byte[] addFrom(byte[] page, byte[] other, int row) {
    int length = end(other, row) - end(other, row - 1);
    byte[] grown = addSlot(page, length, (int) INT.get(other, slotAt(row)) >>> TAG_SHIFT);
    System.arraycopy(other, start(other, row), grown, start(grown, count(grown) - 1), length);
    return grown;
  }

  /** Removes a row; returns the page, which is another array if it shrank. */
  static byte[] remove(byte[] page, int row) {
    int count = count(page);
    int rowBytes = rowBytes(page);
    int length = end(page, row) - end(page, row - 1);
    int from = page.length - rowBytes;
    System.arraycopy(page, from, page, from + length, rowBytes - end(page, row));
    for (int i = row + 1; i < count; i++) {
      INT.set(page, slotAt(i - 1), (int) INT.get(page, slotAt(i)) - length);
    }
    setCount(page, count - 1);
    int used = usedBytes(page);
    return used < page.length / 2 ? resized(page, used) : page;
  }

  static byte[] user(byte[] page, int row) {
    int start = start(page, row);
    return Arrays.copyOfRange(page, start + 1, seqAt(page, row));
  }

  static long seq(byte[] page, int row) {
    return number(page, seqAt(page, row));
  }

  static long time(byte[] page, int row) {
    long zigzag = number(page, behindNumber(page, seqAt(page, row)));
    return zigzag >>> 1 ^ -(zigzag & 1);
  }

  static ContentType type(byte[] page, int row) {
    int at = behindNumber(page, behindNumber(page, seqAt(page, row)));
    int length = page[at];
    return length == 0
        ? ContentType.UNSPECIFIED
        : ContentType.of(new String(page, at + 1, length, StandardCharsets.UTF_8));
  }

  private static byte[] addSlot(byte[] page, int rowLength, int tag) {
    int count = count(page);
    int end = rowBytes(page) + rowLength;
    int needed = usedBytes(page) + SLOT + rowLength;
    byte[] grown = page;
    if (needed > page.length) {
      int roomy = Math.min(SPLIT_LENGTH, needed + needed / 4);
      grown = resized(page, count == 0 ? needed : Math.max(needed, roomy));
    }
    setCount(grown, count + 1);
    INT.set(grown, slotAt(count), tag << TAG_SHIFT | end);
    return grown;
  }

  private static byte[] resized(byte[] page, int length) {
    byte[] resized = new byte[length];
    int rowBytes = rowBytes(page);
    System.arraycopy(page, 0, resized, 0, SLOT + SLOT * count(page));
    System.arraycopy(page, page.length - rowBytes, resized, length - rowBytes, rowBytes);
    return resized;
  }

  private static int usedBytes(byte[] page) {
    return SLOT + SLOT * count(page) + rowBytes(page);
  }

  private static void setCount(byte[] page, int count) {
    INT.set(page, 0, count << DEPTH_BITS | depth(page));
  }

  private static int slotAt(int row) {
    return SLOT + SLOT * row;
  }

  /** Returns where a row starts, counted from the end of the array; 0 for the row -1. */
  private static int end(byte[] page, int row) {
    return row < 0 ? 0 : (int) INT.get(page, slotAt(row)) & MAX_ROW_BYTES;
  }

  private static int start(byte[] page, int row) {
    return page.length - end(page, row);
  }

  private static int seqAt(byte[] page, int row) {
    int start = start(page, row);
    return start + 1 + (page[start] & BYTE_MASK);
  }

  private static int tag(long hash) {
    // The lowest bits: the highest ones are alike in a page.
    return (int) hash & (-1 >>> TAG_SHIFT);
  }

  /** Makes small numbers of both signs small positive ones. */
  private static long zigzag(long number) {
    return number << 1 ^ number >> (Long.SIZE - 1);
  }

  private static int numberLength(long number) {
    return (Long.SIZE - 1 - Long.numberOfLeadingZeros(number | 1)) / BITS_PER_BYTE + 1;
  }

  private static int put(byte[] page, int at, long number) {
    long rest = number;
    int i = at;
    while (rest >>> BITS_PER_BYTE != 0) {
      page[i++] = (byte) (rest | 0x80);
      rest >>>= BITS_PER_BYTE;
    }
    page[i++] = (byte) rest;
    return i;
  }

  private static long number(byte[] page, int at) {
    long number = 0;
    int i = at;
    for (int shift = 0; ; shift += BITS_PER_BYTE) {
      byte b = page[i++];
      number |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return number;
      }
    }
  }

  private static int behindNumber(byte[] page, int at) {
    int i = at;
    while (page[i] < 0) {
      i++;
    }
    return i + 1;
  }
}
