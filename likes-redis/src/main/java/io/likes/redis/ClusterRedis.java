package io.likes.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPool;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * A Cluster: groups commands by node, and follows the redirections of nodes that no longer have a
 * slot. A command is never sent again by itself after its connection failed.
 *
 * <p>Thread-safe. Which node has a slot is a hint; the nodes know better and say so.
 */
final class ClusterRedis implements Redis {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterRedis.class);
  private static final int SLOTS = 16_384;

  /** A slot on its way costs an ASK and then a MOVED; a lost node costs one look at the others. */
  private static final int MOST_ROUNDS = 5;

  private static final long REFRESH_INTERVAL_NANOS = 100_000_000;

  private final RedisClusterClient client;
  private final long patienceNanos;
  private final AtomicReferenceArray<@Nullable HostAndPort> nodes =
      new AtomicReferenceArray<>(SLOTS);
  private final Map<HostAndPort, SharedPipeline> pipelines = new ConcurrentHashMap<>();
  private final ReentrantLock refreshing = new ReentrantLock();
  private volatile long refreshed = System.nanoTime() - REFRESH_INTERVAL_NANOS;

  ClusterRedis(RedisClusterClient client, long patienceNanos) {
    this.client = client;
    this.patienceNanos = patienceNanos;
  }

  @Override
  public int clockOf(byte[] key) {
    return JedisClusterCRC16.getSlot(key);
  }

  @Override
  public int clocks() {
    return SLOTS;
  }

  @Override
  public List<Reply> call(List<Command> commands) {
    Reply[] replies = new Reply[commands.size()];
    long start = System.nanoTime();
    List<Integer> open = IntStream.range(0, replies.length).boxed().toList();
    for (int round = 1; !open.isEmpty(); round++) {
      byNode(commands, open, replies, start)
          .forEach(
              (node, numbers) -> send(way(node, commands, numbers), commands, numbers, replies));
      Map<HostAndPort, List<Integer>> asked = new LinkedHashMap<>();
      for (int number : open) {
        if (cause(replies[number]) instanceof JedisAskDataException ask) {
          meet(ask.getTargetNode(), commands.get(number));
          asked.computeIfAbsent(ask.getTargetNode(), node -> new ArrayList<>()).add(number);
        }
      }
      asked.forEach(
          (node, numbers) -> send(wire(node)::exchangeAsking, commands, numbers, replies));
      List<Integer> again = new ArrayList<>();
      for (int number : open) {
        if (learn(commands.get(number), replies[number]) && round < MOST_ROUNDS && !over(start)) {
          again.add(number);
        }
      }
      open = again;
    }
    return Arrays.asList(replies);
  }

  /** A command that waits for replicas goes alone, so that nobody else waits for them. */
  private Function<List<Command>, List<Reply>> way(
      HostAndPort node, List<Command> commands, List<Integer> numbers) {
    return numbers.stream().anyMatch(number -> commands.get(number).replicas() > 0)
        ? wire(node)::exchange
        : pipeline(node)::call;
  }

  private boolean over(long start) {
    return System.nanoTime() - start > patienceNanos;
  }

  private static void send(
      Function<List<Command>, List<Reply>> to,
      List<Command> commands,
      List<Integer> numbers,
      Reply[] replies) {
    List<Reply> answers = to.apply(numbers.stream().map(commands::get).toList());
    for (int i = 0; i < answers.size(); i++) {
      replies[numbers.get(i)] = answers.get(i);
    }
  }

  private static @Nullable RuntimeException cause(Reply reply) {
    return reply instanceof Reply.Refused refused ? refused.cause() : null;
  }

  /** Groups commands by the node that has their slot; those that have none get their reply here. */
  private Map<HostAndPort, List<Integer>> byNode(
      List<Command> commands, List<Integer> numbers, Reply[] replies, long start) {
    Map<HostAndPort, List<Integer>> groups = new LinkedHashMap<>();
    @Nullable JedisException silent = null;
    for (int number : numbers) {
      int slot = commands.get(number).slot();
      if (silent != null && over(start) && nodes.get(slot) == null) {
        // Each further question could take a connection's timeout too.
        replies[number] = new Reply.Unsent(silent);
        continue;
      }
      try {
        groups.computeIfAbsent(node(slot), node -> new ArrayList<>()).add(number);
      } catch (JedisException e) {
        silent = e;
        replies[number] = new Reply.Unsent(e);
      }
    }
    return groups;
  }

  private HostAndPort node(int slot) {
    HostAndPort known = nodes.get(slot);
    if (known == null) {
      try (Connection connection = client.getConnectionFromSlot(slot)) {
        known = connection.getHostAndPort();
      }
      nodes.set(slot, known);
    }
    return known;
  }

  private SharedPipeline pipeline(HostAndPort node) {
    return pipelines.computeIfAbsent(
        node, added -> new SharedPipeline(wire(added)::exchange, patienceNanos));
  }

  private Wire wire(HostAndPort node) {
    return new Wire(
        () -> {
          ConnectionPool pool = client.getClusterNodes().get(node.toString());
          if (pool == null) {
            throw new JedisConnectionException("no longer a node of the cluster: " + node);
          }
          return new Pipeline(pool.getResource(), true);
        });
  }

  /** Learns from a reply where slots are; returns whether the command may be sent again. */
  private boolean learn(Command command, Reply reply) {
    if (cause(reply) instanceof JedisMovedDataException moved) {
      nodes.set(command.slot(), moved.getTargetNode());
      meet(moved.getTargetNode(), command);
      return true;
    }
    if (reply instanceof Reply.Lost || reply instanceof Reply.Unsent) {
      refresh();
      return reply instanceof Reply.Unsent;
    }
    return cause(reply) instanceof JedisAskDataException;
  }

  /**
   * Makes the client know a node that a redirection names: it knows none that has no slot yet, nor
   * one that was added since it asked. Following the same redirection it learns.
   */
  private void meet(HostAndPort node, Command command) {
    if (!client.getClusterNodes().containsKey(node.toString())) {
      try {
        client.exists(command.key());
      } catch (JedisException e) {
        LOG.debug("{} could not be met", node, e);
      }
    }
  }

  /** Asks the nodes anew who has which slot, but not more often than they can have changed. */
  private void refresh() {
    if (System.nanoTime() - refreshed < REFRESH_INTERVAL_NANOS || !refreshing.tryLock()) {
      return;
    }
    try {
      client.refreshClusterTopology();
      for (int slot = 0; slot < SLOTS; slot++) {
        nodes.set(slot, null);
      }
    } catch (JedisException e) {
      LOG.debug("no node of the cluster could say who has which slot", e);
    } finally {
      refreshed = System.nanoTime();
      refreshing.unlock();
    }
  }
}
