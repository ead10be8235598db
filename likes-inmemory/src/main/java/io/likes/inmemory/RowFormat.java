package io.likes.inmemory;

import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.LikeRow;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A row as bytes in an array: the length of the user, which is never 0, the user in UTF-8, seq and
 * time as variable-length numbers, the length of the type with a bit that says removed, the type in
 * UTF-8.
 */
final class RowFormat {
  static final byte[] NO_BYTES = {};

  private static final int BITS_PER_BYTE = 7;
  private static final int BYTE_MASK = 0xff;
  private static final int REMOVED = 0x80;
  private static final int LENGTH_MASK = 0x7f;

  private RowFormat() {}

  static byte[] bytes(ContentType type) {
    return type.value().isEmpty() ? NO_BYTES : type.value().getBytes(StandardCharsets.UTF_8);
  }

  static int length(byte[] user, long seq, long time, byte[] type) {
    return 1 + user.length + numberLength(seq) + numberLength(zigzag(time)) + 1 + type.length;
  }

  static void write(byte[] b, int row, byte[] user, long seq, long time, byte[] type) {
    b[row] = (byte) user.length;
    System.arraycopy(user, 0, b, row + 1, user.length);
    int at = put(b, row + 1 + user.length, seq);
    at = put(b, at, zigzag(time));
    b[at++] = (byte) type.length;
    System.arraycopy(type, 0, b, at, type.length);
  }

  /** Marks a row as removed; returns its length. */
  static int markRemoved(byte[] b, int row) {
    b[typeAt(b, row)] |= (byte) REMOVED;
    return next(b, row) - row;
  }

  static boolean removed(byte[] b, int row) {
    return b[typeAt(b, row)] < 0;
  }

  static boolean isOf(byte[] b, int row, byte[] user) {
    int start = row + 1;
    return (b[row] & BYTE_MASK) == user.length
        && Arrays.equals(b, start, start + user.length, user, 0, user.length);
  }

  static UserId user(byte[] b, int row) {
    return UserId.of(new String(b, row + 1, b[row] & BYTE_MASK, StandardCharsets.UTF_8));
  }

  static long seq(byte[] b, int row) {
    return number(b, seqAt(b, row));
  }

  /** Returns a row whose user is known. */
  static LikeRow row(byte[] b, int row, UserId user, long baseMillis) {
    int at = seqAt(b, row);
    long seq = number(b, at);
    at = behindNumber(b, at);
    long zigzag = number(b, at);
    long time = zigzag >>> 1 ^ -(zigzag & 1);
    at = behindNumber(b, at);
    int length = b[at] & LENGTH_MASK;
    ContentType type =
        length == 0
            ? ContentType.UNSPECIFIED
            : ContentType.of(new String(b, at + 1, length, StandardCharsets.UTF_8));
    return new LikeRow(user, seq, baseMillis + time, type);
  }

  /** Returns where the next row starts. */
  static int next(byte[] b, int row) {
    int at = typeAt(b, row);
    return at + 1 + (b[at] & LENGTH_MASK);
  }

  /** Returns the end of the rows of an array that is filled with zeros behind them. */
  static int end(byte[] b) {
    int at = 0;
    while (at < b.length && b[at] != 0) {
      at = next(b, at);
    }
    return at;
  }

  private static int seqAt(byte[] b, int row) {
    return row + 1 + (b[row] & BYTE_MASK);
  }

  private static int typeAt(byte[] b, int row) {
    return behindNumber(b, behindNumber(b, seqAt(b, row)));
  }

  /** Makes small numbers of both signs small positive ones. */
  private static long zigzag(long number) {
    return number << 1 ^ number >> (Long.SIZE - 1);
  }

  private static int numberLength(long number) {
    return (Long.SIZE - 1 - Long.numberOfLeadingZeros(number | 1)) / BITS_PER_BYTE + 1;
  }

  private static int put(byte[] b, int at, long number) {
    long rest = number;
    int i = at;
    while (rest >>> BITS_PER_BYTE != 0) {
      b[i++] = (byte) (rest | 0x80);
      rest >>>= BITS_PER_BYTE;
    }
    b[i++] = (byte) rest;
    return i;
  }

  private static long number(byte[] b, int at) {
    long number = 0;
    int i = at;
    for (int shift = 0; ; shift += BITS_PER_BYTE) {
      byte next = b[i++];
      number |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return number;
      }
    }
  }

  private static int behindNumber(byte[] b, int at) {
    int i = at;
    while (b[i] < 0) {
      i++;
    }
    return i + 1;
  }
}
