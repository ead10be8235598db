package io.likes.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.ProgrammaticDriverConfigLoaderBuilder;
import io.likes.servers.cassandra.CassandraCluster;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * The cluster that all tests of this JVM share, with a keyspace of its own.
 *
 * <p>It is started from Maven artifacts, with as many nodes as the system property {@code
 * likes.cassandra.nodes} says. With {@code likes.cassandra=host:port,...} and {@code
 * likes.cassandra.datacenter} the tests use one that runs already, and those that kill nodes are
 * skipped.
 */
final class TestCluster {
  static final int NODES = Integer.getInteger("likes.cassandra.nodes", 1);

  /** Changes of tables wait for all nodes. */
  static final Duration DDL_TIMEOUT = Duration.ofMinutes(1);

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static @Nullable TestCluster shared;

  private final @Nullable CassandraCluster nodes;
  private final List<InetSocketAddress> addresses;
  private final String dataCenter;
  private final String keyspace = newName();
  private final CqlSession session;

  private TestCluster() {
    String existing = System.getProperty("likes.cassandra");
    if (existing == null) {
      nodes = CassandraCluster.start(NODES, CassandraCluster.DURABLE);
      addresses = nodes.addresses();
      dataCenter = CassandraCluster.DATA_CENTER;
      Runtime.getRuntime().addShutdownHook(new Thread(nodes::close));
    } else {
      nodes = null;
      addresses = Arrays.stream(existing.split(",", -1)).map(TestCluster::address).toList();
      dataCenter = System.getProperty("likes.cassandra.datacenter", CassandraCluster.DATA_CENTER);
    }
    createKeyspace(keyspace);
    try (CqlSession patient =
        builder(DDL_TIMEOUT).addContactPoints(addresses).withKeyspace(keyspace).build()) {
      runSchema(patient);
    }
    session = builder(TIMEOUT).addContactPoints(addresses).withKeyspace(keyspace).build();
  }

  static synchronized TestCluster shared() {
    if (shared == null) {
      shared = new TestCluster();
    }
    return shared;
  }

  static String newName() {
    return "likes_" + UUID.randomUUID().toString().replace('-', '_');
  }

  /** Returns the session that all tests share, on the keyspace with the tables. */
  CqlSession session() {
    return session;
  }

  String keyspace() {
    return keyspace;
  }

  List<InetSocketAddress> addresses() {
    return addresses;
  }

  /** Returns the nodes, or ends the test as skipped if they are not ours to kill. */
  CassandraCluster nodes() {
    Assumptions.assumeTrue(nodes != null, "the nodes of an existing cluster are not killed");
    return nodes;
  }

  /** Begins a session of a test's own. */
  CqlSessionBuilder builder(Duration timeout) {
    ProgrammaticDriverConfigLoaderBuilder config =
        DriverConfigLoader.programmaticBuilder()
            .withString(DefaultDriverOption.PROTOCOL_VERSION, "V4")
            .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, timeout)
            .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, Duration.ofSeconds(10))
            .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, Duration.ofSeconds(20))
            .withDuration(
                DefaultDriverOption.METADATA_SCHEMA_REQUEST_TIMEOUT, Duration.ofSeconds(20))
            .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, Duration.ofMillis(200))
            .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofSeconds(1));
    return CqlSession.builder().withConfigLoader(config.build()).withLocalDatacenter(dataCenter);
  }

  void createKeyspace(String name) {
    try (CqlSession any = builder(DDL_TIMEOUT).addContactPoints(addresses).build()) {
      any.execute(
          "CREATE KEYSPACE %s WITH replication = {'class': 'NetworkTopologyStrategy', '%s': %d}"
              .formatted(name, dataCenter, Math.min(3, NODES)));
    }
  }

  /** Runs the file of the jar in the keyspace of a session. */
  static void runSchema(CqlSession session) {
    CassandraSchema.statements().forEach(session::execute);
  }

  private static InetSocketAddress address(String hostAndPort) {
    int colon = hostAndPort.lastIndexOf(':');
    return new InetSocketAddress(
        hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
  }
}
