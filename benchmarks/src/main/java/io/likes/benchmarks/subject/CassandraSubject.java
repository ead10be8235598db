package io.likes.benchmarks.subject;

import com.datastax.oss.driver.api.core.CqlSession;
import io.likes.cassandra.CassandraCounterStore;
import io.likes.cassandra.CassandraLikeStore;
import io.likes.cassandra.CassandraSchema;
import io.likes.cassandra.CassandraUserLikeStore;

/** The library on one Cassandra node. */
final class CassandraSubject extends LibrarySubject {
  private static final String KEYSPACE = "likes";

  @Override
  public String name() {
    return "likes-cassandra";
  }

  @Override
  public String description() {
    return "the library on likes-cassandra, counting INLINE: changes of one cell that come together"
        + " share one conditional batch; a like is also written to the user's list in two"
        + " tables, which the peers do not keep";
  }

  @Override
  public Store store() {
    return Store.CASSANDRA;
  }

  @Override
  Stores stores(String address) {
    CassandraStatements statements = new CassandraStatements();
    CqlSession session = CassandraLikes.session(address, statements);
    session.execute("DROP KEYSPACE IF EXISTS " + KEYSPACE);
    session.execute(CassandraLikes.keyspace(KEYSPACE));
    session.execute("USE " + KEYSPACE);
    CassandraSchema.statements().forEach(session::execute);
    return new Stores(
        () -> CassandraLikeStore.builder(session).keyspace(KEYSPACE).build(),
        CassandraUserLikeStore.builder(session).keyspace(KEYSPACE).build(),
        CassandraCounterStore.builder(session).keyspace(KEYSPACE).build(),
        () -> CassandraFiles.settled(session, address, KEYSPACE),
        () -> statements.count(session),
        session::close);
  }
}
