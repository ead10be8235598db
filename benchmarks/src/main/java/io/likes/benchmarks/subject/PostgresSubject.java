package io.likes.benchmarks.subject;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** A unique key, and a counter that a trigger keeps, or none. */
final class PostgresSubject implements Subject {
  private final boolean trigger;

  private PostgresSubject(boolean trigger) {
    this.trigger = trigger;
  }

  /** A trigger keeps the count in the transaction of the like. */
  static Subject trigger() {
    return new PostgresSubject(true);
  }

  /** Rows are counted when somebody asks. */
  static Subject countRows() {
    return new PostgresSubject(false);
  }

  @Override
  public String name() {
    return trigger ? "PostgreSQL trigger" : "PostgreSQL COUNT(*)";
  }

  @Override
  public String description() {
    return "a unique key and [`INSERT ... ON CONFLICT DO"
        + " NOTHING`](https://www.postgresql.org/docs/current/sql-insert.html), "
        + (trigger
            ? "and a row [trigger](https://www.postgresql.org/docs/current/plpgsql-trigger.html)"
                + " that keeps the count in the same transaction"
            : "and `SELECT COUNT(*)` by the key")
        + "; synchronous_commit off, and at most "
        + Store.POSTGRESQL.callers()
        + " connections, for which more callers wait";
  }

  @Override
  public Store store() {
    return Store.POSTGRESQL;
  }

  @Override
  public Likes open(String address) {
    try {
      return new PostgresLikes(address, trigger);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot open " + address, e);
    }
  }

  private static final class PostgresLikes implements Likes {
    private static final List<String> TABLES =
        List.of(
            "DROP TABLE IF EXISTS likes, counts",
            "CREATE TABLE likes (content text, user_id text, created timestamptz DEFAULT now(),"
                + " PRIMARY KEY (content, user_id))",
            "CREATE TABLE counts (content text PRIMARY KEY, likes bigint NOT NULL)");
    private static final List<String> TRIGGER =
        List.of(
            """
            CREATE OR REPLACE FUNCTION counted() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF TG_OP = 'INSERT' THEN
                INSERT INTO counts VALUES (NEW.content, 1)
                  ON CONFLICT (content) DO UPDATE SET likes = counts.likes + 1;
              ELSE
                UPDATE counts SET likes = likes - 1 WHERE content = OLD.content;
              END IF;
              RETURN NULL;
            END $$
            """,
            "CREATE TRIGGER counted AFTER INSERT OR DELETE ON likes FOR EACH ROW EXECUTE FUNCTION"
                + " counted()");

    private final BlockingQueue<Connection> connections;
    private final String countOne;
    private final String countMany;

    PostgresLikes(String address, boolean trigger) throws SQLException {
      int size = Store.POSTGRESQL.callers();
      connections = new ArrayBlockingQueue<>(size);
      for (int i = 0; i < size; i++) {
        connections.add(PostgresServer.connect(address));
      }
      countOne =
          trigger
              ? "SELECT likes FROM counts WHERE content = ?"
              : "SELECT COUNT(*) FROM likes WHERE content = ?";
      countMany =
          trigger
              ? "SELECT content, likes FROM counts WHERE content = ANY (?)"
              : "SELECT content, COUNT(*) FROM likes WHERE content = ANY (?) GROUP BY content";
      execute(TABLES);
      if (trigger) {
        execute(TRIGGER);
      }
    }

    private void execute(List<String> statements) {
      with(
          connection -> {
            try (Statement statement = connection.createStatement()) {
              for (String sql : statements) {
                statement.execute(sql);
              }
            }
            return 0L;
          });
    }

    private interface Work {
      long on(Connection connection) throws SQLException;
    }

    private long with(Work work) {
      Connection connection;
      try {
        connection = connections.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
      try {
        return work.on(connection);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      } finally {
        connections.add(connection);
      }
    }

    private long update(String sql, String content, String user) {
      return with(
          connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
              statement.setString(1, content);
              statement.setString(2, user);
              return statement.executeUpdate();
            }
          });
    }

    private static long number(PreparedStatement statement) throws SQLException {
      try (ResultSet result = statement.executeQuery()) {
        return result.next() ? result.getLong(1) : 0;
      }
    }

    /** Reads a value for each content, and returns their sum. */
    private static long values(PreparedStatement statement) throws SQLException {
      Map<String, Long> values = new HashMap<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          values.put(rows.getString(1), rows.getLong(2));
        }
      }
      return values.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public boolean like(String content, String user) {
      String sql = "INSERT INTO likes (content, user_id) VALUES (?, ?) ON CONFLICT DO NOTHING";
      return update(sql, content, user) == 1;
    }

    @Override
    public boolean unlike(String content, String user) {
      return update("DELETE FROM likes WHERE content = ? AND user_id = ?", content, user) == 1;
    }

    @Override
    public long count(String content) {
      return with(
          connection -> {
            try (PreparedStatement statement = connection.prepareStatement(countOne)) {
              statement.setString(1, content);
              return number(statement);
            }
          });
    }

    @Override
    public long feed(List<String> contents, String user) {
      String own = "SELECT content, 1 FROM likes WHERE content = ANY (?) AND user_id = ?";
      return with(
          connection -> {
            Array array = connection.createArrayOf("text", contents.toArray());
            try (PreparedStatement counts = connection.prepareStatement(countMany);
                PreparedStatement statuses = connection.prepareStatement(own)) {
              counts.setArray(1, array);
              statuses.setArray(1, array);
              statuses.setString(2, user);
              return values(counts) + values(statuses);
            }
          });
    }

    @Override
    public long bytes() {
      return with(
          connection -> {
            try (Statement checkpoint = connection.createStatement();
                PreparedStatement size =
                    connection.prepareStatement(
                        "SELECT pg_total_relation_size('likes') +"
                            + " pg_total_relation_size('counts')")) {
              checkpoint.execute("VACUUM likes, counts");
              return number(size);
            }
          });
    }

    @Override
    public void close() {
      for (Connection connection : connections) {
        try {
          connection.close();
        } catch (SQLException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }
}
