package io.likes.cassandra;

import com.datastax.oss.driver.api.core.cql.Row;
import io.likes.ContentId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A row of {@code like_counts}. Immutable.
 *
 * @param header the copy
 * @param life rises when a copy that ended is followed by one with a lower seq
 * @param sinceMillis when the time to live began; {@link Long#MIN_VALUE} if never
 */
record StoredCopy(CellHeader header, int life, long sinceMillis) {
  boolean alive(long now, long timeToLiveMillis) {
    return sinceMillis != Long.MIN_VALUE && now - sinceMillis < timeToLiveMillis;
  }

  /** Puts the last life of each cell that occurs in the rows into the map. */
  static void collect(List<Row> rows, Map<CellId, StoredCopy> copies) {
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
              since == null ? Long.MIN_VALUE : since.toEpochMilli());
      copies.merge(cell, copy, (a, b) -> b.life > a.life ? b : a);
    }
  }
}
