package io.likes.servers.redis;

import io.likes.servers.FreePorts;
import io.likes.servers.ServerProcess;
import io.likes.servers.redis.RedisServer.Persistence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A master and its replica on loopback, watched by a Sentinel that makes the replica the master
 * when the master is gone. Thread-safe.
 */
public final class WatchedRedis implements AutoCloseable {
  /** The name that clients ask the Sentinel for. */
  public static final String MASTER_NAME = "likes";

  private static final Duration START_TIME = Duration.ofSeconds(30);
  private static final int SILENCE_MILLIS = 1_000;

  private final RedisServer master;
  private final RedisServer replica;
  private final int sentinelPort = FreePorts.next();
  private final Path directory;
  private final ServerProcess sentinel;

  private WatchedRedis(RedisServer master, RedisServer replica) {
    this.master = master;
    this.replica = replica;
    try {
      this.directory = Files.createTempDirectory("likes-sentinel-" + sentinelPort + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Path file = directory.resolve("sentinel.conf");
    List<String> command =
        List.of(RedisProgram.bundled().toString(), file.toString(), "--sentinel");
    this.sentinel =
        new ServerProcess("sentinel", command, directory, Map.of(), this::ready, START_TIME);
  }

  /** Starts all three, and waits until the Sentinel knows both servers. */
  public static WatchedRedis start(Persistence persistence) {
    RedisServer master = RedisServer.start(persistence, "--repl-diskless-sync-delay", "0");
    RedisServer replica =
        RedisServer.describe(
            RedisProgram.bundled(),
            FreePorts.next(),
            persistence,
            List.of("--replicaof", "127.0.0.1", Integer.toString(master.port())));
    WatchedRedis all = new WatchedRedis(master, replica);
    try {
      replica.start();
      all.write();
      all.sentinel.start();
      return all;
    } catch (RuntimeException e) {
      all.close();
      throw e;
    }
  }

  private void write() {
    String configuration =
        """
        port %d
        bind 127.0.0.1
        dir %s
        sentinel monitor %4$s 127.0.0.1 %3$d 1
        sentinel down-after-milliseconds %4$s %5$d
        sentinel failover-timeout %4$s 5000
        """
            .formatted(sentinelPort, directory, master.port(), MASTER_NAME, SILENCE_MILLIS);
    try {
      Files.writeString(directory.resolve("sentinel.conf"), configuration);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean ready() {
    try (Jedis jedis = new Jedis(sentinelAddress())) {
      return jedis.sentinelReplicas(MASTER_NAME).stream()
          .anyMatch(each -> "ok".equals(each.get("master-link-status")));
    } catch (JedisException e) {
      return false;
    }
  }

  /** Returns the server that began as the master. */
  public RedisServer master() {
    return master;
  }

  /** Returns the server that began as the replica. */
  public RedisServer replica() {
    return replica;
  }

  /** Returns the address of the Sentinel, for a client. */
  public HostAndPort sentinelAddress() {
    return new HostAndPort("127.0.0.1", sentinelPort);
  }

  /** Kills all three and deletes their files. */
  @Override
  public void close() {
    sentinel.close();
    replica.close();
    master.close();
    RedisServer.delete(directory);
  }
}
