package io.likes.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.Change;
import io.likes.spi.LikeRow;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * A row as it is stored under its user: seq, time and content type.
 *
 * <p>Seq and time are numbers of seven bits a byte, the lowest first, all but the last with the
 * high bit set; the time in milliseconds since 1970 is doubled, and one less than its negative
 * double if it is before. The rest is the content type in UTF-8.
 */
final class Row {
  private static final int SEVEN_BITS = 0x7f;
  private static final int MORE = 0x80;

  private Row() {}

  /** Returns what a row has behind its seq, which the server puts before it. */
  static byte[] withoutSeq(Change like) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(16);
    long left = like.timeMillis() << 1 ^ like.timeMillis() >> (Long.SIZE - 1);
    for (; (left & ~SEVEN_BITS) != 0; left >>>= 7) {
      out.write(((int) left & SEVEN_BITS) | MORE);
    }
    out.write((int) left);
    out.writeBytes(like.type().value().getBytes(UTF_8));
    return out.toByteArray();
  }

  /**
   * Reads a row.
   *
   * @throws IllegalArgumentException if it is not one
   */
  static LikeRow decode(UserId user, byte[] stored) {
    ByteBuffer in = ByteBuffer.wrap(stored);
    try {
      long seq = number(in);
      long doubled = number(in);
      String type = UTF_8.decode(in).toString();
      return new LikeRow(
          user,
          seq,
          doubled >>> 1 ^ -(doubled & 1),
          type.isEmpty() ? ContentType.UNSPECIFIED : ContentType.of(type));
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("not a row: " + stored.length + " bytes", e);
    }
  }

  private static long number(ByteBuffer in) {
    long number = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      number |= (long) (next & SEVEN_BITS) << shift;
      if (next >= 0) {
        return number;
      }
    }
  }
}
