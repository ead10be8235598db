package io.likes.benchmarks.subject;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A conditional insert, then a counter column, in one row or sharded. */
final class CassandraCounterSubject implements Subject {
  private final int shards;

  private CassandraCounterSubject(int shards) {
    this.shards = shards;
  }

  /** One counter row for each content. */
  static Subject oneRow() {
    return new CassandraCounterSubject(1);
  }

  /** A hundred rows for each content, chosen by the user. */
  static Subject sharded() {
    return new CassandraCounterSubject(100);
  }

  @Override
  public String name() {
    return shards == 1 ? "Cassandra insert, counter" : "Cassandra insert, counter x " + shards;
  }

  @Override
  public String description() {
    return "the same conditional insert, then `count = count + 1` of a [counter"
        + " column](https://cassandra.apache.org/doc/latest/cassandra/developing/cql/counter-column.html)"
        + " in "
        + (shards == 1
            ? "one row of the content"
            : "one of " + shards + " rows of the content, which a count sums")
        + "; a lost reply leaves it unknown whether the counter has changed";
  }

  @Override
  public Store store() {
    return Store.CASSANDRA;
  }

  @Override
  public Likes open(String address) {
    return new Counters(address, shards);
  }

  private static final class Counters extends CassandraLikes {
    private final int shards;
    private final PreparedStatement add;
    private final PreparedStatement sum;

    Counters(String address, int shards) {
      super(
          address,
          List.of(
              "CREATE TABLE peer.counts (content_id text, shard_id int, like_count counter,"
                  + " PRIMARY KEY (content_id, shard_id))"));
      this.shards = shards;
      add =
          session.prepare(
              "UPDATE peer.counts SET like_count = like_count + ? WHERE content_id = ? AND shard_id"
                  + " = ?");
      sum = session.prepare("SELECT SUM(like_count) FROM peer.counts WHERE content_id = ?");
    }

    @Override
    void counted(String content, String user, long change) {
      session.execute(add.bind(change, content, Math.floorMod(user.hashCode(), shards)));
    }

    @Override
    CompletionStage<AsyncResultSet> readCount(String content) {
      return session.executeAsync(sum.bind(content));
    }
  }
}
