package io.likes.benchmarks.subject;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A conditional insert and no counter: a count reads the whole partition. */
final class CassandraInsertSubject implements Subject {
  @Override
  public String name() {
    return "Cassandra insert, COUNT(*)";
  }

  @Override
  public String description() {
    return "the usual likes table `PRIMARY KEY (content_id, user_id)` and a conditional insert"
        + " ([lightweight"
        + " transaction](https://cassandra.apache.org/doc/latest/cassandra/developing/cql/dml.html));"
        + " a count is `SELECT COUNT(*)` of the partition; the usual second index by user is left out,"
        + " which would make each like dearer";
  }

  @Override
  public Store store() {
    return Store.CASSANDRA;
  }

  @Override
  public Likes open(String address) {
    return new Insert(address);
  }

  private static final class Insert extends CassandraLikes {
    private final PreparedStatement count;

    Insert(String address) {
      super(address, List.of());
      count = session.prepare("SELECT COUNT(*) FROM peer.likes WHERE content_id = ?");
    }

    @Override
    void counted(String content, String user, long change) {}

    @Override
    CompletionStage<AsyncResultSet> readCount(String content) {
      return session.executeAsync(count.bind(content));
    }
  }
}
