package io.likes.examples.viralpost;

import io.likes.Counting;
import io.likes.LikeService;
import io.likes.LikeServiceBuilder;
import io.likes.LikesListener;
import io.likes.redis.RedisCounterStore;
import io.likes.redis.RedisLikeStore;
import io.likes.redis.RedisUniqueLikers;
import io.likes.redis.RedisUserLikeStore;
import io.likes.servers.redis.RedisServer;
import io.likes.servers.redis.RedisServer.Persistence;
import io.likes.spi.CounterStore;
import io.likes.spi.LikeStore;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.UnifiedJedis;

/**
 * Everything but the log in Redis: a server or Cluster that runs already, or a server of its own.
 */
final class RedisBackend implements Backend {
  /** As the command line offers it. */
  static final class Kind implements BackendKind {
    private final Options options;

    Kind(Options options) {
      this.options = options;
    }

    @Override
    public String name() {
      return "redis";
    }

    @Override
    public String description() {
      return "likes, users' lists and counts in Redis; starts a server of its own without --redis";
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
      return RedisBackend.open(options);
    }
  }

  /** What the command line says of the servers. */
  static final class Options {
    @Option(
        names = "--redis",
        paramLabel = "HOST:PORT,...",
        description =
            "A server that runs already; two or more are nodes of one Cluster. Each run has keys"
                + " with a prefix of its own, which stay.")
    private @Nullable String redis;

    /** Returns whether the server is started by the program. */
    boolean own() {
      return redis == null;
    }

    /** Returns what is wrong with the values, each with the option and the value. */
    List<String> problems() {
      return Addresses.problems("--redis", redis);
    }

    private List<HostAndPort> addresses() {
      return RedisBackend.addresses(redis);
    }
  }

  // More than all services of a run use at once.
  private static final int CONNECTIONS = 64;
  private static final Duration POOL_WAIT = Duration.ofSeconds(2);
  private static final int TIMEOUT_MILLIS = 2_000;

  private final @Nullable RedisServer server;
  private final List<HostAndPort> addresses;
  private final UnifiedJedis client;
  private final String prefix = "viral-post-" + UUID.randomUUID();
  private final LikeStore likeStore;

  private RedisBackend(@Nullable RedisServer server, List<HostAndPort> addresses) {
    this.server = server;
    this.addresses = addresses;
    this.client = client(addresses);
    this.likeStore = RedisLikeStore.builder().client(client).prefix(prefix).build();
  }

  static RedisBackend open(Options options) {
    if (!options.own()) {
      return new RedisBackend(null, options.addresses());
    }
    // What was answered is on the disk, so that a kill loses nothing.
    RedisServer server = RedisServer.start(Persistence.ALWAYS);
    try {
      return new RedisBackend(server, List.of(server.address()));
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  static UnifiedJedis client(List<HostAndPort> addresses) {
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(CONNECTIONS);
    pool.setMaxIdle(CONNECTIONS);
    pool.setMaxWait(POOL_WAIT);
    JedisClientConfig config =
        DefaultJedisClientConfig.builder().timeoutMillis(TIMEOUT_MILLIS).build();
    return addresses.size() == 1
        ? RedisClient.builder()
            .hostAndPort(addresses.get(0))
            .clientConfig(config)
            .poolConfig(pool)
            .build()
        : RedisClusterClient.builder()
            .nodes(new HashSet<>(addresses))
            .clientConfig(config)
            .poolConfig(pool)
            .build();
  }

  /** Makes a service with stores of its own, as another process has them. */
  @Override
  public LikeService service(Counting counting, Duration countFreshness, LikesListener listener) {
    LikeServiceBuilder builder =
        likes().counting(counting).countFreshness(countFreshness).listener(listener);
    if (counting != Counting.EXACT) {
      builder.counterStore(counterStore());
    }
    return builder.build();
  }

  /** Begins a service with likes, users' lists and estimates in these servers. */
  LikeServiceBuilder likes() {
    return LikeService.builder()
        .likeStore(RedisLikeStore.builder().client(client).prefix(prefix).build())
        .userLikeStore(RedisUserLikeStore.builder().client(client).prefix(prefix).build())
        .uniqueLikers(RedisUniqueLikers.builder().client(client).prefix(prefix).build());
  }

  /** Makes a store of the counts in these servers. */
  CounterStore counterStore() {
    return counterStore(client, prefix);
  }

  /** Makes the store of the counts of a run, for a process that only knows where they are. */
  static CounterStore counterStore(UnifiedJedis client, String prefix) {
    return RedisCounterStore.builder().client(client).prefix(prefix).build();
  }

  /** Reads what {@code --redis} takes. */
  static List<HostAndPort> addresses(@Nullable String text) {
    return Addresses.parse("--redis", text).stream()
        .map(address -> new HostAndPort(address.getHostString(), address.getPort()))
        .toList();
  }

  /** Returns where the servers are, as {@code --redis} takes it. */
  String addresses() {
    return addresses.stream().map(HostAndPort::toString).collect(Collectors.joining(","));
  }

  /** Returns what the keys of this run begin with. */
  String prefix() {
    return prefix;
  }

  @Override
  public LikeStore likeStore() {
    return likeStore;
  }

  /** Kills the server as {@code kill -9} does. */
  @Override
  public void disturb(int number) {
    if (server == null) {
      throw new IllegalStateException("this server is not ours to kill");
    }
    server.kill();
    server.start();
  }

  @Override
  public void close() {
    client.close();
    if (server != null) {
      server.close();
    }
  }
}
