package io.likes.inmemory;

import io.likes.ContentType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Rows one behind the other in a byte array, in no order. A row is addressed by its offset. Not
 * thread-safe.
 *
 * <p>A row is its length (2 bytes), a byte of the user's hash, the length of the user, the user in
 * UTF-8, seq and time as variable-length numbers, the length of the type, the type in UTF-8.
 */
final class Page {
  static final byte[] NO_BYTES = {};

  // Looking for a user reads half a page, splitting copies one: a few cache lines each.
  private static final int MAX_LENGTH = 1024;
  private static final int HEAD_LENGTH = 4;
  private static final int LENGTH_MASK = 0xffff;
  private static final int TAG_SHIFT = 16;
  private static final int USER_LENGTH_SHIFT = 24;
  private static final int BITS_PER_BYTE = 7;
  private static final VarHandle HEAD =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** How many top bits the hashes of all users of this page have in common. */
  final int depth;

  private byte[] bytes = NO_BYTES;
  private int used;

  Page(int depth) {
    this.depth = depth;
  }

  static int rowLength(byte[] user, long seq, long time, byte[] type) {
    return HEAD_LENGTH
        + user.length
        + numberLength(seq)
        + numberLength(zigzag(time))
        + 1
        + type.length;
  }

  boolean isFullFor(int length) {
    return used + length > MAX_LENGTH;
  }

  int used() {
    return used;
  }

  int count() {
    int count = 0;
    for (int row = 0; row < used; row = next(row)) {
      count++;
    }
    return count;
  }

  /** Returns the row of a user, or -1. */
  int find(byte[] user, long hash) {
    int tag = tag(user, hash);
    byte[] b = bytes;
    int end = used;
    int row = 0;
    while (row < end) {
      int head = (int) HEAD.get(b, row);
      if (head >>> TAG_SHIFT == tag) {
        int start = row + HEAD_LENGTH;
        if (Arrays.equals(b, start, start + user.length, user, 0, user.length)) {
          return row;
        }
      }
      row += head & LENGTH_MASK;
    }
    return -1;
  }

  void add(int length, byte[] user, long hash, long seq, long time, byte[] type) {
    reserve(length);
    HEAD.set(bytes, used, tag(user, hash) << TAG_SHIFT | length);
    System.arraycopy(user, 0, bytes, used + HEAD_LENGTH, user.length);
    int at = put(used + HEAD_LENGTH + user.length, seq);
    at = put(at, zigzag(time));
    bytes[at++] = (byte) type.length;
    System.arraycopy(type, 0, bytes, at, type.length);
    used += length;
  }

  void addFrom(Page other, int row) {
    int length = other.next(row) - row;
    reserve(length);
    System.arraycopy(other.bytes, row, bytes, used, length);
    used += length;
  }

  void remove(int row) {
    int next = next(row);
    System.arraycopy(bytes, next, bytes, row, used - next);
    used -= next - row;
    if (used < bytes.length / 2) {
      bytes = Arrays.copyOf(bytes, used);
    }
  }

  /** Returns a copy with the same rows. */
  Page copy() {
    Page copy = new Page(depth);
    copy.bytes = Arrays.copyOf(bytes, used);
    copy.used = used;
    return copy;
  }

  int next(int row) {
    return row + (head(row) & LENGTH_MASK);
  }

  byte[] user(int row) {
    int start = row + HEAD_LENGTH;
    return Arrays.copyOfRange(bytes, start, start + userLength(row));
  }

  long seq(int row) {
    return number(seqAt(row));
  }

  long time(int row) {
    long zigzag = number(behindNumber(seqAt(row)));
    return zigzag >>> 1 ^ -(zigzag & 1);
  }

  ContentType type(int row) {
    int at = behindNumber(behindNumber(seqAt(row)));
    int length = bytes[at];
    return length == 0
        ? ContentType.UNSPECIFIED
        : ContentType.of(new String(bytes, at + 1, length, StandardCharsets.UTF_8));
  }

  private void reserve(int length) {
    int needed = used + length;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, Math.min(MAX_LENGTH, needed + used / 4)));
    }
  }

  private static int tag(byte[] user, long hash) {
    return user.length << (USER_LENGTH_SHIFT - TAG_SHIFT) | (int) hash & 0xff;
  }

  private int head(int row) {
    return (int) HEAD.get(bytes, row);
  }

  private int userLength(int row) {
    return head(row) >>> USER_LENGTH_SHIFT;
  }

  private int seqAt(int row) {
    return row + HEAD_LENGTH + userLength(row);
  }

  /** Makes small numbers of both signs small positive ones. */
  private static long zigzag(long number) {
    return number << 1 ^ number >> (Long.SIZE - 1);
  }

  private static int numberLength(long number) {
    return (Long.SIZE - 1 - Long.numberOfLeadingZeros(number | 1)) / BITS_PER_BYTE + 1;
  }

  private int put(int at, long number) {
    long rest = number;
    int i = at;
    while (rest >>> BITS_PER_BYTE != 0) {
      bytes[i++] = (byte) (rest | 0x80);
      rest >>>= BITS_PER_BYTE;
    }
    bytes[i++] = (byte) rest;
    return i;
  }

  private long number(int at) {
    long number = 0;
    int i = at;
    for (int shift = 0; ; shift += BITS_PER_BYTE) {
      byte b = bytes[i++];
      number |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return number;
      }
    }
  }

  private int behindNumber(int at) {
    int i = at;
    while (bytes[i] < 0) {
      i++;
    }
    return i + 1;
  }
}
