package io.likes.examples.viralpost;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import io.likes.Counting;
import io.likes.LikeService;
import io.likes.LikeServiceBuilder;
import io.likes.LikesListener;
import io.likes.cassandra.CassandraCounterStore;
import io.likes.cassandra.CassandraLikeStore;
import io.likes.cassandra.CassandraSchema;
import io.likes.cassandra.CassandraUserLikeStore;
import io.likes.servers.cassandra.CassandraCluster;
import io.likes.spi.LikeStore;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Likes, users' lists and counts in Cassandra: one that runs already, or nodes of its own. */
final class CassandraBackend implements Backend {
  /** As the command line offers it. */
  static final class Kind implements BackendKind {
    private final Options options;

    Kind(Options options) {
      this.options = options;
    }

    @Override
    public String name() {
      return "cassandra";
    }

    @Override
    public String description() {
      return "likes, users' lists and counts in Cassandra; starts a node of its own without"
          + " --cassandra";
    }

    @Override
    public List<Counting> countings() {
      return List.of(Counting.INLINE, Counting.EXACT);
    }

    @Override
    public int threads() {
      return 64;
    }

    @Override
    public List<Object> options() {
      return List.of(options);
    }

    @Override
    public List<String> problems() {
      return options.problems();
    }

    @Override
    public boolean ownServers() {
      return options.own();
    }

    @Override
    public Backend open() {
      return CassandraBackend.open(options);
    }
  }

  /** What the command line says of the cluster. */
  static final class Options {
    @Option(
        names = "--cassandra",
        paramLabel = "HOST:PORT,...",
        description =
            "Contact points of a cluster that runs already, with the tables in --keyspace.")
    private @Nullable String cassandra;

    @Option(
        names = "--datacenter",
        paramLabel = "NAME",
        description =
            "Local data centre of that cluster. Default " + CassandraCluster.DATA_CENTER + ".")
    private @Nullable String dataCenter;

    @Option(
        names = "--keyspace",
        paramLabel = "NAME",
        description = "Keyspace with empty tables; an own node gets it. Default ${DEFAULT-VALUE}.")
    private String keyspace = "likes";

    @Option(
        names = "--cassandra-nodes",
        paramLabel = "N",
        description =
            "Nodes to start without --cassandra; each row is on 3 of them, or all." + " Default 1.")
    private @Nullable Integer nodes;

    /** Returns whether the cluster is started by the program. */
    boolean own() {
      return cassandra == null;
    }

    private List<InetSocketAddress> addresses() {
      return Addresses.parse("--cassandra", cassandra);
    }

    private String localDataCenter() {
      return dataCenter == null ? CassandraCluster.DATA_CENTER : dataCenter;
    }

    private int nodesToStart() {
      return nodes == null ? 1 : nodes;
    }

    /** Returns what is wrong with the values, each with the option and the value. */
    List<String> problems() {
      List<String> problems = new ArrayList<>(Addresses.problems("--cassandra", cassandra));
      if (cassandra == null && dataCenter != null) {
        problems.add("--datacenter goes with --cassandra only, but is " + dataCenter);
      }
      if (cassandra != null && nodes != null) {
        problems.add("--cassandra-nodes does not go with --cassandra, but is " + nodes);
      }
      if (nodesToStart() < 1 || nodesToStart() > MAX_NODES) {
        problems.add("--cassandra-nodes must be 1 to " + MAX_NODES + ", but is " + nodes);
      }
      if (!keyspace.matches("[A-Za-z][A-Za-z0-9_]{0,47}")) {
        problems.add("--keyspace must be letters, digits and _, 48 at most, but is " + keyspace);
      }
      return problems;
    }
  }

  private static final int MAX_NODES = 9;
  private static final int REPLICAS = 3;
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
  // Changes of tables wait for all nodes.
  private static final Duration TABLES_TIMEOUT = Duration.ofMinutes(1);

  private final @Nullable CassandraCluster cluster;
  private final CqlSession session;
  private final LikeStore likeStore;

  private CassandraBackend(@Nullable CassandraCluster cluster, CqlSession session) {
    this.cluster = cluster;
    this.session = session;
    this.likeStore = CassandraLikeStore.builder(session).build();
  }

  static CassandraBackend open(Options options) {
    if (!options.own()) {
      return open(null, options, options.addresses());
    }
    CassandraCluster cluster =
        CassandraCluster.start(options.nodesToStart(), CassandraCluster.DURABLE);
    try {
      createTables(cluster, options);
      return open(cluster, options, cluster.addresses());
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private static CassandraBackend open(
      @Nullable CassandraCluster cluster, Options options, List<InetSocketAddress> addresses) {
    CqlSession session =
        session(addresses, options.localDataCenter(), REQUEST_TIMEOUT)
            .withKeyspace(options.keyspace)
            .build();
    try {
      return new CassandraBackend(cluster, session);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private static void createTables(CassandraCluster cluster, Options options) {
    try (CqlSession session =
        session(cluster.addresses(), options.localDataCenter(), TABLES_TIMEOUT).build()) {
      session.execute(
          "CREATE KEYSPACE %s WITH replication = {'class': 'NetworkTopologyStrategy', '%s': %d}"
              .formatted(
                  options.keyspace,
                  options.localDataCenter(),
                  Math.min(REPLICAS, options.nodesToStart())));
      session.execute("USE " + options.keyspace);
      CassandraSchema.statements().forEach(session::execute);
    }
  }

  private static CqlSessionBuilder session(
      List<InetSocketAddress> addresses, String dataCenter, Duration timeout) {
    return CqlSession.builder()
        .addContactPoints(addresses)
        .withLocalDatacenter(dataCenter)
        .withConfigLoader(
            DriverConfigLoader.programmaticBuilder()
                // See docs/operations.md.
                .withString(DefaultDriverOption.PROTOCOL_VERSION, "V4")
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, timeout)
                .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, timeout)
                .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, timeout)
                .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, Duration.ofMillis(200))
                .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofSeconds(2))
                .build());
  }

  /** Makes a service with stores of its own, as another process has them. */
  @Override
  public LikeService service(Counting counting, Duration countFreshness, LikesListener listener) {
    LikeServiceBuilder builder =
        likes().counting(counting).countFreshness(countFreshness).listener(listener);
    if (counting != Counting.EXACT) {
      builder.counterStore(CassandraCounterStore.builder(session).build());
    }
    return builder.build();
  }

  /** Begins a service with likes and users' lists in this cluster. */
  LikeServiceBuilder likes() {
    return LikeService.builder()
        .likeStore(CassandraLikeStore.builder(session).build())
        .userLikeStore(CassandraUserLikeStore.builder(session).build());
  }

  @Override
  public LikeStore likeStore() {
    return likeStore;
  }

  /** Kills a node as {@code kill -9} does, each in its turn. */
  @Override
  public void disturb(int number) {
    if (cluster == null) {
      throw new IllegalStateException("this cluster is not ours to kill");
    }
    int node = number % cluster.size();
    cluster.node(node).kill();
    cluster.node(node).start();
  }

  @Override
  public void close() {
    session.close();
    if (cluster != null) {
      cluster.close();
    }
  }
}
