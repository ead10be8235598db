package io.likes.benchmarks.subject;

import com.datastax.oss.driver.api.core.CqlSession;
import io.likes.cassandra.CassandraCounterStore;
import io.likes.cassandra.CassandraLikeStore;
import io.likes.cassandra.CassandraUserLikeStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

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
    for (String statement : schema().split(";", -1)) {
      if (!statement.isBlank()) {
        session.execute(statement);
      }
    }
    return new Stores(
        CassandraLikeStore.builder(session).keyspace(KEYSPACE).build(),
        CassandraUserLikeStore.builder(session).keyspace(KEYSPACE).build(),
        CassandraCounterStore.builder(session).keyspace(KEYSPACE).build(),
        () -> CassandraFiles.settled(session, address, KEYSPACE),
        () -> statements.count(session),
        session::close);
  }

  private static String schema() {
    try (InputStream file =
        Objects.requireNonNull(CassandraLikeStore.class.getResourceAsStream("schema.cql"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)^--.*$", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
