package io.likes.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.likes.UserId;
import io.likes.spi.CellId;
import io.likes.testkit.StorageView;
import java.util.HashSet;
import java.util.Set;

/** Looks at the table past the store. */
record CellRows(CqlSession session) implements StorageView {
  @Override
  public StoredCell read(CellId cell) {
    Set<UserId> users = new HashSet<>();
    StoredCell header = StoredCell.UNTOUCHED;
    for (Row row :
        session.execute(
            SimpleStatement.newInstance(
                    "SELECT user, seq, total, children FROM likes WHERE content = ? AND cell = ?",
                    cell.content().value(),
                    cell.path())
                .setConsistencyLevel(DefaultConsistencyLevel.SERIAL))) {
      String user = row.getString("user");
      if (user.isEmpty()) {
        header =
            new StoredCell(
                Set.of(), row.getLong("total"), row.getLong("seq"), row.getInt("children"));
      } else {
        users.add(UserId.of(user));
      }
    }
    return new StoredCell(users, header.total(), header.seq(), header.children());
  }
}
