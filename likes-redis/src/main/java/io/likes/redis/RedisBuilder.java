package io.likes.redis;

import io.likes.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.JedisCluster;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.UnifiedJedis;

/**
 * What the builders of all stores have in common.
 *
 * @param <B> the builder
 */
abstract class RedisBuilder<B extends RedisBuilder<B>> {
  static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(1);

  private @Nullable UnifiedJedis client;
  private String prefix = Keys.DEFAULT_PREFIX;

  // Package-private: who builds a store comes by one of the public builders.
  RedisBuilder() {}

  abstract B self();

  /**
   * Sets the client, which stays the caller's: the store neither configures nor closes it. For a
   * Cluster it is a {@link RedisClusterClient}. Its pool should have two connections or more for
   * each store and node. Required.
   */
  public B client(UnifiedJedis client) {
    this.client = present("client", client);
    return self();
  }

  /**
   * Sets what all keys begin with; one or more characters, no braces. Stores with different
   * prefixes share nothing. Default {@code likes}.
   */
  public B prefix(String prefix) {
    this.prefix = present("prefix", prefix);
    return self();
  }

  /** Adds what is wrong beyond the client and the prefix. */
  void check(List<String> problems) {}

  /** A store's own parts. */
  record Parts(RedisCalls calls, Keys keys) {}

  /**
   * Checks everything.
   *
   * @param patience how long a call tries
   * @throws IllegalArgumentException if something is missing or out of range; names all of it
   */
  Parts parts(Duration patience, TimeSource time) {
    List<String> problems = new ArrayList<>();
    UnifiedJedis given = client;
    if (given == null) {
      problems.add("client is required");
    } else if (followsNoRedirection(given)) {
      problems.add("client of a Cluster must be a RedisClusterClient, but is a JedisCluster");
    }
    @Nullable String badPrefix = Keys.problem(prefix);
    if (badPrefix != null) {
      problems.add(badPrefix);
    }
    check(problems);
    if (!problems.isEmpty() || given == null) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    Redis redis =
        given instanceof RedisClusterClient cluster
            ? new ClusterRedis(cluster, patience.toNanos())
            : new SingleRedis(given, patience.toNanos());
    return new Parts(new RedisCalls(redis, time, patience), new Keys(prefix));
  }

  // Its pipelines know no ASK, and all its nodes would be taken for one.
  @SuppressWarnings("deprecation")
  private static boolean followsNoRedirection(UnifiedJedis client) {
    return client instanceof JedisCluster;
  }

  static <T> T present(String name, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " must not be null");
    }
    return value;
  }

  static void checkRange(
      List<String> problems, String name, Duration value, Duration min, Duration max) {
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      problems.add(name + " must be " + min + " to " + max + ", but is " + value);
    }
  }
}
