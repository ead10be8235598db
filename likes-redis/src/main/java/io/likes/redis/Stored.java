package io.likes.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.likes.BackendException;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import org.jspecify.annotations.Nullable;

/**
 * Header of a cell as it is stored: {@code seq total children siblings buckets} in decimal.
 * Immutable.
 *
 * @param header the header
 * @param buckets the buckets that the rows are in
 */
record Stored(CellHeader header, Buckets buckets) {
  /** Field of the first bucket that has the header; no user has this id, it is not UTF-8. */
  private static final byte[] FIELD = {(byte) 0xff};

  private static final int PARTS = 5;

  static byte[] field() {
    return FIELD.clone();
  }

  static boolean isField(byte[] field) {
    return field.length == 1 && field[0] == FIELD[0];
  }

  static Stored untouched(CellId cell) {
    return new Stored(CellHeader.untouched(cell), new Buckets(1));
  }

  /** Reads a header; nothing, or no bytes, are an untouched cell. */
  static Stored parse(CellId cell, byte[] text) {
    if (text.length == 0) {
      return untouched(cell);
    }
    String[] parts = new String(text, US_ASCII).split(" ", -1);
    try {
      if (parts.length == PARTS) {
        return new Stored(header(cell, parts), new Buckets(Integer.parseInt(parts[4])));
      }
    } catch (IllegalArgumentException e) {
      throw unreadable(cell, text, e);
    }
    throw unreadable(cell, text, null);
  }

  /** Reads the first four parts, which a copy of a count has too. */
  static CellHeader header(CellId cell, String[] parts) {
    return new CellHeader(
        cell,
        Long.parseLong(parts[0]),
        Long.parseLong(parts[1]),
        Integer.parseInt(parts[2]),
        Integer.parseInt(parts[3]));
  }

  private static BackendException unreadable(CellId cell, byte[] text, @Nullable Exception cause) {
    return new BackendException(
        BackendException.Effect.NOT_APPLIED,
        "not a header of a cell: '" + new String(text, US_ASCII) + "' of " + cell,
        cause);
  }
}
