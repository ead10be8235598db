package io.likes.servers.redis;

import io.likes.servers.FreePorts;
import io.likes.servers.redis.RedisServer.Persistence;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.MigrateParams;

/** A Redis Cluster of three masters, each with a replica, on loopback. Thread-safe. */
public final class RedisCluster implements AutoCloseable {
  /** Number of masters, and of replicas. */
  public static final int MASTERS = 3;

  private static final int SLOTS = 16_384;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long PROBE_NANOS = Duration.ofMillis(20).toNanos();
  private static final int KEYS_AT_ONCE = 100;

  private final Path program;
  private final Persistence persistence;
  private final List<RedisServer> masters;
  private final List<RedisServer> replicas;

  private RedisCluster(
      Path program,
      Persistence persistence,
      List<RedisServer> masters,
      List<RedisServer> replicas) {
    this.program = program;
    this.persistence = persistence;
    this.masters = masters;
    this.replicas = replicas;
  }

  /**
   * Starts the six servers and waits until they are one cluster and every master has its replica.
   */
  public static RedisCluster start(Persistence persistence) {
    return start(RedisProgram.bundled(), persistence);
  }

  /** Starts a cluster with another program. */
  public static RedisCluster start(Path program, Persistence persistence) {
    List<RedisServer> servers =
        Stream.generate(() -> describe(program, persistence)).limit(2 * MASTERS).toList();
    RedisCluster cluster =
        new RedisCluster(
            program,
            persistence,
            servers.subList(0, MASTERS),
            servers.subList(MASTERS, 2 * MASTERS));
    try {
      servers.forEach(RedisServer::start);
      cluster.join(servers);
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private static RedisServer describe(Path program, Persistence persistence) {
    return RedisServer.describe(
        program,
        FreePorts.next(RedisServer.BUS_OFFSET),
        persistence,
        List.of(
            "--cluster-enabled",
            "yes",
            "--cluster-node-timeout",
            "1500",
            "--cluster-replica-validity-factor",
            "0",
            "--repl-diskless-sync-delay",
            "0",
            "--repl-ping-replica-period",
            "1"));
  }

  private void join(List<RedisServer> servers) {
    try (Jedis first = masters.get(0).connect()) {
      for (RedisServer server : servers.subList(1, servers.size())) {
        first.clusterMeet("127.0.0.1", server.port());
      }
    }
    for (int i = 0; i < MASTERS; i++) {
      try (Jedis master = masters.get(i).connect()) {
        int[] slots = new int[SLOTS * (i + 1) / MASTERS - SLOTS * i / MASTERS];
        for (int j = 0; j < slots.length; j++) {
          slots[j] = SLOTS * i / MASTERS + j;
        }
        master.clusterAddSlots(slots);
      }
    }
    await("all know all", () -> servers.stream().allMatch(this::knowsAll));
    for (int i = 0; i < MASTERS; i++) {
      String master = id(masters.get(i));
      try (Jedis replica = replicas.get(i).connect()) {
        replica.clusterReplicate(master);
      }
    }
    await(
        "cluster is up, replicas included",
        () ->
            servers.stream().allMatch(RedisCluster::ok)
                && replicas.stream().allMatch(RedisCluster::linked)
                && servers.stream().allMatch(RedisCluster::knowsReplicas));
  }

  private boolean knowsAll(RedisServer server) {
    return info(server).contains("cluster_known_nodes:" + 2 * MASTERS)
        && info(server).contains("cluster_slots_assigned:" + SLOTS);
  }

  private static boolean ok(RedisServer server) {
    return info(server).contains("cluster_state:ok");
  }

  private static boolean linked(RedisServer replica) {
    try (Jedis jedis = replica.connect()) {
      return jedis.info("replication").contains("master_link_status:up");
    }
  }

  private static boolean knowsReplicas(RedisServer server) {
    try (Jedis jedis = server.connect()) {
      return jedis.clusterNodes().lines().filter(line -> line.contains("slave")).count() == MASTERS;
    }
  }

  private static String info(RedisServer server) {
    try (Jedis jedis = server.connect()) {
      return jedis.clusterInfo();
    }
  }

  private static String id(RedisServer server) {
    try (Jedis jedis = server.connect()) {
      return jedis.clusterMyId();
    }
  }

  /**
   * Starts a further master, without slots and without a replica, which the caller closes; it is
   * none of {@link #servers}.
   */
  public RedisServer addMaster() {
    RedisServer added = describe(program, persistence);
    added.start();
    try (Jedis first = masters.get(0).connect()) {
      first.clusterMeet("127.0.0.1", added.port());
    }
    String id = id(added);
    await(
        "all know the new one",
        () ->
            ok(added)
                && servers().stream()
                    .allMatch(
                        server -> {
                          try (Jedis jedis = server.connect()) {
                            return jedis.clusterNodes().contains(id);
                          }
                        }));
    return added;
  }

  /** Returns the servers that began as masters. */
  public List<RedisServer> masters() {
    return masters;
  }

  /** Returns the servers that began as replicas, in the order of their masters. */
  public List<RedisServer> replicas() {
    return replicas;
  }

  /** Returns all servers. */
  public List<RedisServer> servers() {
    return Stream.of(masters, replicas).flatMap(Collection::stream).toList();
  }

  /** Returns the addresses of all nodes, for a client. */
  public Set<HostAndPort> addresses() {
    return servers().stream().map(RedisServer::address).collect(Collectors.toSet());
  }

  /** Returns the server that serves a slot now. */
  public RedisServer masterOf(int slot) {
    for (RedisServer server : servers()) {
      if (server.alive() && serves(server, slot)) {
        return server;
      }
    }
    throw new IllegalStateException("nobody serves slot " + slot);
  }

  private static boolean serves(RedisServer server, int slot) {
    try (Jedis jedis = server.connect()) {
      return jedis
          .clusterNodes()
          .lines()
          .filter(line -> line.contains("myself") && line.contains("master"))
          .flatMap(line -> Stream.of(line.split(" ", -1)).skip(8))
          .filter(range -> !range.startsWith("["))
          .anyMatch(range -> contains(range, slot));
    } catch (JedisException e) {
      return false;
    }
  }

  private static boolean contains(String range, int slot) {
    String[] ends = range.split("-", -1);
    return Integer.parseInt(ends[0]) <= slot && slot <= Integer.parseInt(ends[ends.length - 1]);
  }

  /**
   * Starts the move of a slot: from then on keys that the source does not have are asked of the
   * target.
   */
  public void beginMove(int slot, RedisServer source, RedisServer target) {
    try (Jedis to = target.connect();
        Jedis from = source.connect()) {
      to.clusterSetSlotImporting(slot, id(source));
      from.clusterSetSlotMigrating(slot, id(target));
    }
  }

  /**
   * Moves some keys of a slot that is on its way.
   *
   * @return how many keys were moved; 0 if none was left
   */
  public int moveKeys(int slot, RedisServer source, RedisServer target, int most) {
    try (Jedis from = source.connect()) {
      List<byte[]> keys = from.clusterGetKeysInSlotBinary(slot, most);
      if (!keys.isEmpty()) {
        from.migrate(
            "127.0.0.1",
            target.port(),
            (int) PATIENCE.toMillis(),
            new MigrateParams(),
            keys.toArray(byte[][]::new));
      }
      return keys.size();
    }
  }

  /** Ends the move of a slot: everybody learns that the target serves it. */
  public void endMove(int slot, RedisServer target) {
    String id = id(target);
    try (Jedis to = target.connect()) {
      to.clusterSetSlotNode(slot, id);
    }
    for (RedisServer server : masters) {
      if (server.alive() && server != target) {
        try (Jedis jedis = server.connect()) {
          jedis.clusterSetSlotNode(slot, id);
        } catch (JedisException e) {
          // A node that is a replica by now learns it from its master.
        }
      }
    }
  }

  /** Moves a whole slot while others use it. */
  public void move(int slot, RedisServer source, RedisServer target) {
    beginMove(slot, source, target);
    while (moveKeys(slot, source, target, KEYS_AT_ONCE) > 0) {
      // Until none is left.
    }
    endMove(slot, target);
  }

  /** Waits until every slot is served. */
  public void awaitUp() {
    await(
        "cluster is up",
        () -> servers().stream().filter(RedisServer::alive).allMatch(RedisCluster::ok));
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!holds(condition)) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("not within " + PATIENCE + ": " + what);
      }
      LockSupport.parkNanos(PROBE_NANOS);
    }
  }

  private static boolean holds(BooleanSupplier condition) {
    try {
      return condition.getAsBoolean();
    } catch (JedisException e) {
      return false;
    }
  }

  /** Kills all servers and deletes their files. */
  @Override
  public void close() {
    servers().forEach(RedisServer::close);
  }
}
