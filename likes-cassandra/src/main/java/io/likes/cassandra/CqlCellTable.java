package io.likes.cassandra;

import com.datastax.oss.driver.api.core.cql.BatchableStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.LikeRow;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table {@code likes}. Thread-safe. */
final class CqlCellTable implements CellTable {
  /** User of the row that is the header; no user has an empty id. */
  private static final String HEADER = "";

  private final Cql cql;
  private final PreparedStatement read;
  private final PreparedStatement page;
  private final PreparedStatement writeHeader;
  private final PreparedStatement addRow;
  private final PreparedStatement removeRow;

  /** Prepares the statements. */
  CqlCellTable(Cql cql) {
    this.cql = cql;
    read =
        cql.prepareSerialRead(
            "SELECT user, seq, total, children, siblings, recent, liked_at, type FROM %s.likes"
                + " WHERE content = ? AND cell = ? AND user IN ?");
    page =
        cql.prepareSerialRead(
            "SELECT user, seq, liked_at, type FROM %s.likes"
                + " WHERE content = ? AND cell = ? AND user > ? LIMIT ?");
    // A refusal tells the columns that are named in a condition, those of the rows too: that is why
    // liked_at is named, which a header never has.
    writeHeader =
        cql.prepareConditional(
            "UPDATE %s.likes SET seq = ?, total = ?, children = ?, siblings = ?, recent = ?"
                + " WHERE content = ? AND cell = ? AND user = ''"
                + " IF seq = ? AND total = ? AND children = ? AND siblings = ? AND recent = ?"
                + " AND liked_at = null AND type = null");
    addRow =
        cql.prepareConditional(
            "INSERT INTO %s.likes (content, cell, user, seq, liked_at, type)"
                + " VALUES (?, ?, ?, ?, ?, ?) IF NOT EXISTS");
    removeRow =
        cql.prepareConditional(
            "DELETE FROM %s.likes WHERE content = ? AND cell = ? AND user = ? IF EXISTS");
  }

  @Override
  public List<CellState> read(
      Collection<CellId> cells, Collection<UserId> users, Patience.Pauses pauses) {
    List<String> asked = new ArrayList<>(users.size() + 1);
    asked.add(HEADER);
    users.forEach(user -> asked.add(user.value()));
    List<BoundStatement> reads =
        cells.stream().map(cell -> read.bind(content(cell), cell.path(), asked)).toList();
    List<List<Row>> rows;
    try {
      rows = cql.rows(reads, pauses::next);
    } catch (RuntimeException e) {
      throw Failures.ofRead(e);
    }
    List<CellState> states = new ArrayList<>(cells.size());
    for (CellId cell : cells) {
      states.add(state(cell, rows.get(states.size())));
    }
    return states;
  }

  @Override
  public List<LikeRow> rows(CellId cell, String after, int limit, Patience.Pauses pauses) {
    try {
      BoundStatement read = page.bind(content(cell), cell.path(), after, limit);
      return cql.rows(List.of(read), pauses::next).get(0).stream().map(CqlCellTable::row).toList();
    } catch (RuntimeException e) {
      throw Failures.ofRead(e);
    }
  }

  @Override
  public Attempt write(CellWrite write) {
    CellId cell = write.cell();
    List<BatchableStatement<?>> statements = new ArrayList<>(write.rows().size() + 1);
    statements.add(header(write));
    for (CellWrite.Row change : write.rows()) {
      LikeRow row = change.row();
      String user = change.user().value();
      statements.add(
          row == null
              ? removeRow.bind(content(cell), cell.path(), user)
              : addRow.bind(
                  content(cell),
                  cell.path(),
                  user,
                  row.seq(),
                  Instant.ofEpochMilli(row.timeMillis()),
                  row.type().value()));
    }
    try {
      List<Row> answer = cql.rows(cql.batch(statements, true));
      return answer.get(0).getBoolean("[applied]")
          ? new Attempt.Applied()
          : new Attempt.Refused(state(cell, answer));
    } catch (RuntimeException e) {
      return Failures.neverBegun(e) ? new Attempt.NotSent(e) : new Attempt.Lost(e);
    }
  }

  private BoundStatement header(CellWrite write) {
    StoredHeader next = write.next();
    CellHeader header = next.header();
    CellHeader old = write.expected().header();
    boolean untouched = old.seq() == 0;
    return writeHeader.bind(
        header.seq(),
        header.total(),
        header.children(),
        header.siblings(),
        next.recent().toBytes(),
        content(write.cell()),
        write.cell().path(),
        untouched ? null : old.seq(),
        untouched ? null : old.total(),
        untouched ? null : old.children(),
        untouched ? null : old.siblings(),
        write.expected().recent().toBytes());
  }

  private static CellState state(CellId cell, List<Row> rows) {
    StoredHeader header = StoredHeader.untouched(cell);
    Map<UserId, LikeRow> users = new HashMap<>();
    for (Row row : rows) {
      // A refusal by a cell without any row has a line without columns.
      String user = row.getColumnDefinitions().contains("user") ? row.getString("user") : null;
      if (user == null) {
        continue;
      }
      if (user.equals(HEADER)) {
        header = header(cell, row);
      } else {
        LikeRow like = row(row);
        users.put(like.user(), like);
      }
    }
    return new CellState(header, users);
  }

  private static StoredHeader header(CellId cell, Row row) {
    @Nullable ByteBuffer recent = row.getByteBuffer("recent");
    return new StoredHeader(
        new CellHeader(
            cell,
            row.getLong("seq"),
            row.getLong("total"),
            row.getInt("children"),
            row.getInt("siblings")),
        RecentBatches.of(recent));
  }

  private static LikeRow row(Row row) {
    Instant time = row.getInstant("liked_at");
    String user = row.getString("user");
    String type = row.getString("type");
    if (time == null || user == null || type == null) {
      throw new IllegalStateException("a row of the table likes lacks a column: " + user);
    }
    return new LikeRow(
        UserId.of(user),
        row.getLong("seq"),
        time.toEpochMilli(),
        type.isEmpty() ? ContentType.UNSPECIFIED : ContentType.of(type));
  }

  private static String content(CellId cell) {
    return cell.content().value();
  }
}
