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
import io.likes.spi.LikeStore;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
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
    private final Options options = new Options();

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
      try {
        options.addresses();
        return List.of();
      } catch (IllegalArgumentException e) {
        return List.of(e.getMessage());
      }
    }

    @Override
    public boolean ownServers() {
      return options.redis == null;
    }

    @Override
    public Backend open() {
      List<HostAndPort> addresses = options.addresses();
      if (!addresses.isEmpty()) {
        return new RedisBackend(null, client(addresses));
      }
      // What was answered is on the disk, so that a kill loses nothing.
      RedisServer server = RedisServer.start(Persistence.ALWAYS);
      try {
        return new RedisBackend(server, client(List.of(server.address())));
      } catch (RuntimeException e) {
        server.close();
        throw e;
      }
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

    List<HostAndPort> addresses() {
      return Addresses.parse("--redis", redis).stream()
          .map(address -> new HostAndPort(address.getHostString(), address.getPort()))
          .toList();
    }
  }

  // More than all services of a run use at once.
  private static final int CONNECTIONS = 64;
  private static final Duration POOL_WAIT = Duration.ofSeconds(2);
  private static final int TIMEOUT_MILLIS = 2_000;

  private final @Nullable RedisServer server;
  private final UnifiedJedis client;
  private final String prefix = "viral-post-" + UUID.randomUUID();
  private final LikeStore likeStore;

  private RedisBackend(@Nullable RedisServer server, UnifiedJedis client) {
    this.server = server;
    this.client = client;
    this.likeStore = RedisLikeStore.builder().client(client).prefix(prefix).build();
  }

  private static UnifiedJedis client(List<HostAndPort> addresses) {
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
        LikeService.builder()
            .likeStore(RedisLikeStore.builder().client(client).prefix(prefix).build())
            .userLikeStore(RedisUserLikeStore.builder().client(client).prefix(prefix).build())
            .uniqueLikers(RedisUniqueLikers.builder().client(client).prefix(prefix).build())
            .counting(counting)
            .countFreshness(countFreshness)
            .listener(listener);
    if (counting != Counting.EXACT) {
      builder.counterStore(RedisCounterStore.builder().client(client).prefix(prefix).build());
    }
    return builder.build();
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
