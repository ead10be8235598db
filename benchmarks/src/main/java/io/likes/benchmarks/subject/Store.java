package io.likes.benchmarks.subject;

import io.likes.servers.cassandra.CassandraCluster;
import io.likes.servers.redis.RedisServer;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Where likes are kept, and how a server for it starts on this machine. */
public enum Store {
  /** The memory of the process that measures. */
  MEMORY(2) {
    @Override
    public Optional<Server> start() {
      return Optional.of(new Server("", "Java " + Runtime.version() + ", " + javaVm(), () -> {}));
    }
  },
  /** One Redis server without persistence: what is measured is the way, not the disk. */
  REDIS(64) {
    @Override
    public Optional<Server> start() {
      RedisServer server = RedisServer.start(RedisServer.Persistence.NONE);
      String address = "127.0.0.1:" + server.port();
      return Optional.of(new Server(address, RedisLikes.version(address), server));
    }
  },
  /** One Cassandra node. */
  CASSANDRA(64) {
    @Override
    public Optional<Server> start() {
      CassandraCluster cluster = CassandraCluster.start(1, Map.of());
      String address = CassandraFiles.address(cluster);
      return Optional.of(new Server(address, CassandraLikes.version(address), cluster));
    }
  },
  /** One PostgreSQL server, where it is installed. */
  POSTGRESQL(16) {
    @Override
    public Optional<Server> start() throws IOException, InterruptedException {
      return PostgresServer.start();
    }

    @Override
    public String absence() {
      return "no PostgreSQL is installed (Debian: apt-get install postgresql)";
    }
  };

  private final int callers;

  Store(int callers) {
    this.callers = callers;
  }

  /**
   * Returns how many threads call at once where a scenario does not say: so many that it is busy.
   */
  public int callers() {
    return callers;
  }

  /** Starts a server; empty if none is installed. */
  public abstract Optional<Server> start() throws IOException, InterruptedException;

  /** Returns why {@link #start} may find nothing. */
  public String absence() {
    return "";
  }

  private static String javaVm() {
    return System.getProperty("java.vm.name");
  }

  /**
   * A server that runs.
   *
   * @param address host and port
   * @param version product and version
   * @param process what ends it
   */
  public record Server(String address, String version, AutoCloseable process)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      try {
        process.close();
      } catch (Exception e) {
        throw new IOException("not ended: " + version, e);
      }
    }
  }
}
