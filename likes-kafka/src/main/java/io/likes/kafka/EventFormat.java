package io.likes.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.LikeEvent;
import io.likes.spi.Version;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an event in the log.
 *
 * <table>
 * <caption>Version 1</caption>
 * <tr><th>field</th><th>bytes</th></tr>
 * <tr><td>format</td><td>1: {@code 'L'}</td></tr>
 * <tr><td>version</td><td>1: from 1 up</td></tr>
 * <tr><td>flags</td><td>1: bit 0 liked, bit 1 user present, bits 2 and 3 depth of the cell, bits 4 and 5 depth of the
 *     version</td></tr>
 * <tr><td>content</td><td>1 for the length, then UTF-8</td></tr>
 * <tr><td>indexes of the cell</td><td>a number for each level of depth, the upper one first</td></tr>
 * <tr><td>seq, total</td><td>a number each</td></tr>
 * <tr><td>children, siblings</td><td>1: binary logarithm of each in the high and the low half, 0 for none</td></tr>
 * <tr><td>seq of the version</td><td>a number</td></tr>
 * <tr><td>user</td><td>if present, 1 for the length, then UTF-8</td></tr>
 * <tr><td>content type</td><td>1 for the length, then UTF-8; length 0 for none</td></tr>
 * <tr><td>milliseconds of the change</td><td>a number</td></tr>
 * </table>
 *
 * <p>A number is written in groups of seven bits, the lowest first, with the high bit set in all
 * but the last byte (LEB128). A newer version keeps these fields and appends others, which are not
 * read; what cannot be written that way gets another format byte.
 */
final class EventFormat {
  static final byte FORMAT = 'L';
  static final byte VERSION = 1;

  private static final int LIKED = 1;
  private static final int USER = 1 << 1;
  private static final int CELL_DEPTH_SHIFT = 2;
  private static final int VERSION_DEPTH_SHIFT = 4;
  private static final int DEPTH_MASK = 3;
  private static final int KNOWN_FLAGS = 0x3f;
  // Every field at its longest.
  private static final int MAX_BYTES = 4 + 256 + 4 + 10 + 10 + 10 + 256 + 65 + 10;

  private EventFormat() {}

  /** Returns the bytes of an event. */
  static byte[] encode(LikeEvent event) {
    CellHeader header = event.header();
    CellId cell = header.cell();
    ByteBuffer out = ByteBuffer.allocate(MAX_BYTES);
    out.put(FORMAT).put(VERSION);
    out.put(
        (byte)
            ((event.liked() ? LIKED : 0)
                | (event.user() != null ? USER : 0)
                | cell.depth() << CELL_DEPTH_SHIFT
                | event.version().depth() << VERSION_DEPTH_SHIFT));
    putText(out, cell.content().value());
    if (cell.depth() == 2) {
      putNumber(out, cell.parent().index());
    }
    if (cell.depth() > 0) {
      putNumber(out, cell.index());
    }
    putNumber(out, header.seq());
    putNumber(out, header.total());
    out.put((byte) (logarithm(header.children()) << 4 | logarithm(header.siblings())));
    putNumber(out, event.version().seq());
    if (event.user() != null) {
      putText(out, event.user().value());
    }
    putText(out, event.type().value());
    putNumber(out, event.timeMillis());
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  /**
   * Reads an event of this version or, as far as it is known, of a newer one.
   *
   * @param bytes the value of a record; null if it has none
   * @throws UnreadableEventException if it is no event, or its format is not known
   */
  static LikeEvent decode(byte @Nullable [] bytes) throws UnreadableEventException {
    if (bytes == null) {
      throw new UnreadableEventException("no value");
    }
    try {
      return decode(ByteBuffer.wrap(bytes));
    } catch (BufferUnderflowException e) {
      throw new UnreadableEventException("ends after " + bytes.length + " bytes");
    } catch (IllegalArgumentException e) {
      // From the types of the fields, which know their ranges
      throw new UnreadableEventException(String.valueOf(e.getMessage()));
    }
  }

  private static LikeEvent decode(ByteBuffer in) throws UnreadableEventException {
    byte format = in.get();
    if (format != FORMAT) {
      throw new UnreadableEventException("unknown format " + format);
    }
    byte version = in.get();
    if (version < 1) {
      throw new UnreadableEventException("unknown version " + version);
    }
    int flags = in.get();
    if (version == VERSION && (flags & ~KNOWN_FLAGS) != 0) {
      throw new UnreadableEventException("unknown flags " + flags);
    }
    CellId cell = cell(in, (flags >> CELL_DEPTH_SHIFT) & DEPTH_MASK);
    long seq = number(in);
    long total = number(in);
    int family = in.get();
    CellHeader header =
        new CellHeader(cell, seq, total, power((family >> 4) & 0xf), power(family & 0xf));
    Version pair = new Version((flags >> VERSION_DEPTH_SHIFT) & DEPTH_MASK, number(in));
    UserId user = (flags & USER) != 0 ? UserId.of(text(in)) : null;
    String type = text(in);
    long timeMillis = number(in);
    if (version == VERSION && in.hasRemaining()) {
      throw new UnreadableEventException(in.remaining() + " bytes behind the end");
    }
    return new LikeEvent(
        header,
        user,
        (flags & LIKED) != 0,
        type.isEmpty() ? ContentType.UNSPECIFIED : ContentType.of(type),
        pair,
        timeMillis);
  }

  private static CellId cell(ByteBuffer in, int depth) throws UnreadableEventException {
    CellId cell = CellId.root(ContentId.of(text(in)));
    for (int level = 0; level < depth; level++) {
      long index = number(in);
      if (index < 0 || index > Integer.MAX_VALUE) {
        throw new UnreadableEventException("index of a cell out of range: " + index);
      }
      cell = cell.child((int) index);
    }
    return cell;
  }

  private static int logarithm(int children) {
    return children == 0 ? 0 : Integer.numberOfTrailingZeros(children);
  }

  private static int power(int logarithm) {
    return logarithm == 0 ? 0 : 1 << logarithm;
  }

  private static void putNumber(ByteBuffer out, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  private static long number(ByteBuffer in) throws UnreadableEventException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte group = in.get();
      value |= (group & 0x7fL) << shift;
      if (group >= 0) {
        return value;
      }
    }
    throw new UnreadableEventException("a number is too long");
  }

  private static void putText(ByteBuffer out, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    out.put((byte) bytes.length).put(bytes);
  }

  private static String text(ByteBuffer in) throws UnreadableEventException {
    int length = in.get() & 0xff;
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    int start = in.position();
    in.position(start + length);
    String text = new String(in.array(), in.arrayOffset() + start, length, UTF_8);
    // The replacement character stands for what is not UTF-8, or for itself.
    if (text.indexOf('\uFFFD') >= 0) {
      checkUtf8(in.duplicate().flip().position(start));
    }
    return text;
  }

  private static void checkUtf8(ByteBuffer bytes) throws UnreadableEventException {
    try {
      UTF_8.newDecoder().decode(bytes);
    } catch (CharacterCodingException e) {
      throw new UnreadableEventException("text is not UTF-8");
    }
  }
}
