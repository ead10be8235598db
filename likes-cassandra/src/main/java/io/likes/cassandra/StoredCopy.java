package io.likes.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import io.likes.ContentId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What {@code like_counts} holds of a cell. Immutable.
 *
 * @param header the copy
 * @param life the row of the cell that it is from: another one begins when a copy is followed by a
 *     header that is not newer
 * @param lastLife the last one of the cell
 * @param sinceMillis when the time to live began; {@link Long#MIN_VALUE} if never
 */
record StoredCopy(CellHeader header, int life, int lastLife, long sinceMillis) {
  boolean alive(long now, long timeToLiveMillis) {
    return sinceMillis != Long.MIN_VALUE && now - sinceMillis < timeToLiveMillis;
  }

  /**
   * Puts what is known of each cell that occurs in the rows into the map: of the lives that have
   * not ended the one with the highest seq, since one that races for an ended copy may begin
   * another life with a lower seq; of equal ones, and if all have ended, the last.
   */
  static void collect(
      List<Row> rows, long now, long timeToLiveMillis, Map<CellId, StoredCopy> copies) {
    for (Row row : rows) {
      String content = row.getString("content");
      String path = row.getString("cell");
      if (content == null || path == null || row.isNull("seq")) {
        continue;
      }
      CellId cell = CellId.of(ContentId.of(content), path);
      Instant since = row.getInstant("since");
      StoredCopy copy =
          new StoredCopy(
              new CellHeader(
                  cell,
                  row.getLong("seq"),
                  row.getLong("total"),
                  row.getInt("children"),
                  row.getInt("siblings")),
              row.getInt("life"),
              row.getInt("life"),
              since == null ? Long.MIN_VALUE : since.toEpochMilli());
      copies.merge(cell, copy, (a, b) -> a.or(b, now, timeToLiveMillis));
    }
  }

  private StoredCopy or(StoredCopy other, long now, long timeToLiveMillis) {
    boolean alive = alive(now, timeToLiveMillis);
    boolean first;
    if (alive != other.alive(now, timeToLiveMillis)) {
      first = alive;
    } else if (alive && header.seq() != other.header.seq()) {
      first = header.newerThan(other.header);
    } else {
      first = life > other.life;
    }
    StoredCopy chosen = first ? this : other;
    int last = Math.max(lastLife, other.lastLife);
    return new StoredCopy(chosen.header, chosen.life, last, chosen.sinceMillis);
  }
}
