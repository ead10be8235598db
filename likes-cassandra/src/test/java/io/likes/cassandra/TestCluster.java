package io.likes.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.config.ProgrammaticDriverConfigLoaderBuilder;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.servererrors.CoordinatorException;
import io.likes.servers.cassandra.CassandraCluster;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
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

  /** On a busy machine a round of Paxos with other nodes may take seconds. */
  private static final Map<String, String> PATIENT =
      Map.of("cas_contention_timeout", "10s", "write_request_timeout", "10s");

  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static @Nullable TestCluster shared;

  private final @Nullable CassandraCluster nodes;
  private final List<InetSocketAddress> addresses;
  private final String dataCenter;
  private final String keyspace = newName();
  private final CqlSession session;

  private TestCluster() {
    String existing = System.getProperty("likes.cassandra");
    if (existing == null) {
      Map<String, String> settings = new HashMap<>(CassandraCluster.DURABLE);
      settings.putAll(PATIENT);
      nodes = CassandraCluster.start(NODES, settings, CassandraCluster.SHORT_LIVED);
      addresses = nodes.addresses();
      dataCenter = CassandraCluster.DATA_CENTER;
      Runtime.getRuntime().addShutdownHook(new Thread(nodes::close));
    } else {
      nodes = null;
      addresses = Arrays.stream(existing.split(",", -1)).map(TestCluster::address).toList();
      dataCenter = System.getProperty("likes.cassandra.datacenter", CassandraCluster.DATA_CENTER);
    }
    awaitNodesKnowEachOther();
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
    return builder(timeout, config -> config);
  }

  /** Begins a session of a test's own, with options of its own. */
  CqlSessionBuilder builder(
      Duration timeout, UnaryOperator<ProgrammaticDriverConfigLoaderBuilder> options) {
    ProgrammaticDriverConfigLoaderBuilder config =
        DriverConfigLoader.programmaticBuilder()
            .withString(DefaultDriverOption.PROTOCOL_VERSION, "V4")
            .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, timeout)
            .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, Duration.ofSeconds(10))
            .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, Duration.ofSeconds(20))
            .withDuration(
                DefaultDriverOption.METADATA_SCHEMA_REQUEST_TIMEOUT, Duration.ofSeconds(20))
            // A change of tables waits for the driver's view of them, and for all nodes.
            .withDuration(DefaultDriverOption.METADATA_SCHEMA_WINDOW, Duration.ofMillis(1))
            .withDuration(DefaultDriverOption.CONTROL_CONNECTION_AGREEMENT_TIMEOUT, DDL_TIMEOUT)
            .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, Duration.ofMillis(200))
            .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofSeconds(1));
    return CqlSession.builder()
        .withConfigLoader(options.apply(config).build())
        .withLocalDatacenter(dataCenter);
  }

  /** A node that another does not know yet is not told of tables, nor waited for. */
  private void awaitNodesKnowEachOther() {
    try (CqlSession session = builder(TIMEOUT).addContactPoints(addresses).build()) {
      Awaitility.await()
          .ignoreExceptions()
          .atMost(DDL_TIMEOUT)
          .until(
              () -> {
                Collection<Node> known = session.getMetadata().getNodes().values();
                return known.size() >= addresses.size()
                    && known.stream().allMatch(node -> peers(session, node) == known.size() - 1);
              });
    }
  }

  private static long peers(CqlSession session, Node node) {
    SimpleStatement peers = SimpleStatement.newInstance("SELECT schema_version FROM system.peers");
    return session.execute(peers.setNode(node)).all().stream()
        .filter(peer -> !peer.isNull("schema_version"))
        .count();
  }

  void createKeyspace(String name) {
    try (CqlSession any = builder(DDL_TIMEOUT).addContactPoints(addresses).build()) {
      any.execute(
          "CREATE KEYSPACE %s WITH replication = {'class': 'NetworkTopologyStrategy', '%s': %d}"
              .formatted(name, dataCenter, Math.min(3, NODES)));
    }
  }

  /**
   * Runs the file of the jar in the keyspace of a session, all on one node, and waits until the
   * others know the tables too.
   */
  static void runSchema(CqlSession session) {
    Collection<Node> nodes = session.getMetadata().getNodes().values();
    Node first = nodes.iterator().next();
    for (String statement : CassandraSchema.statements()) {
      session.execute(SimpleStatement.newInstance(statement).setNode(first));
    }
    SimpleStatement read = SimpleStatement.newInstance("SELECT * FROM likes_schema");
    for (Node node : nodes) {
      Awaitility.await()
          // Of a node that does not know the table, or that asks one that does not.
          .ignoreExceptionsInstanceOf(CoordinatorException.class)
          .atMost(DDL_TIMEOUT)
          .until(() -> session.execute(read.setNode(node)).one() != null);
    }
  }

  private static InetSocketAddress address(String hostAndPort) {
    int colon = hostAndPort.lastIndexOf(':');
    return new InetSocketAddress(
        hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
  }
}
