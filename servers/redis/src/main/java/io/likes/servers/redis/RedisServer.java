package io.likes.servers.redis;

import io.likes.servers.FreePorts;
import io.likes.servers.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One Redis server on loopback, in a directory of its own that is deleted at the end. Thread-safe.
 */
public final class RedisServer implements AutoCloseable {
  /** What survives {@code kill -9}. */
  public enum Persistence {
    /** Every answered write ({@code appendfsync always}). */
    ALWAYS("yes", "always"),
    /** All but the last second or two ({@code appendfsync everysec}). */
    EVERYSEC("yes", "everysec"),
    /** Nothing. */
    NONE("no", "no");

    private final String appendOnly;
    private final String fsync;

    Persistence(String appendOnly, String fsync) {
      this.appendOnly = appendOnly;
      this.fsync = fsync;
    }
  }

  /** From there on a Cluster node's bus listens. */
  static final int BUS_OFFSET = 10_000;

  private static final Duration START_TIME = Duration.ofSeconds(30);
  private static final int PROBE_MILLIS = 2_000;

  private final int port;
  private final Path directory;
  private final ServerProcess process;

  private RedisServer(Path program, int port, List<String> settings) {
    this.port = port;
    try {
      this.directory = Files.createTempDirectory("likes-redis-" + port + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                directory.toString(),
                "--save",
                "",
                "--daemonize",
                "no",
                "--logfile",
                ""));
    command.addAll(settings);
    this.process =
        new ServerProcess("redis", command, directory, Map.of(), this::ready, START_TIME);
  }

  /**
   * Starts the bundled server.
   *
   * @param settings names and values as in {@code redis.conf}, the names with two dashes before
   */
  public static RedisServer start(Persistence persistence, String... settings) {
    return start(RedisProgram.bundled(), persistence, settings);
  }

  /** Starts a server with another program. */
  public static RedisServer start(Path program, Persistence persistence, String... settings) {
    return describe(program, FreePorts.next(), persistence, List.of(settings)).start();
  }

  static RedisServer describe(
      Path program, int port, Persistence persistence, List<String> settings) {
    List<String> all =
        new ArrayList<>(
            List.of("--appendonly", persistence.appendOnly, "--appendfsync", persistence.fsync));
    all.addAll(settings);
    return new RedisServer(program, port, all);
  }

  /** Starts the server, after it was killed or stopped, on the data it has, and waits for it. */
  public RedisServer start() {
    process.start();
    return this;
  }

  /** Starts the server again and does not wait until it has loaded its data. */
  public void startWithoutWaiting() {
    process.startWithoutWaiting();
  }

  /** Kills the server as {@code kill -9} does. */
  public void kill() {
    process.kill();
  }

  /** Suspends the server: connections stay open and nothing is answered. */
  public void suspend() {
    process.suspend();
  }

  /** Lets a suspended server go on. */
  public void resume() {
    process.resume();
  }

  /** Returns whether the process runs. */
  public boolean alive() {
    return process.alive();
  }

  /** Returns the port. */
  public int port() {
    return port;
  }

  /** Returns the address, for a client. */
  public HostAndPort address() {
    return new HostAndPort("127.0.0.1", port);
  }

  /** Returns the address, for a proxy. */
  public InetSocketAddress socketAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Opens a connection of its own to the server; the caller closes it. */
  public Jedis connect() {
    return connect(PROBE_MILLIS);
  }

  private Jedis connect(int timeoutMillis) {
    return new Jedis(
        address(),
        DefaultJedisClientConfig.builder()
            .timeoutMillis(timeoutMillis)
            .autoNegotiateProtocol(false)
            .build());
  }

  /**
   * Waits until a replica has all that was written so far.
   *
   * @param key is written for that; of a slot that the server serves
   * @throws IllegalStateException if none has it in time
   */
  public void awaitReplica(byte[] key) {
    try (Jedis jedis = connect((int) START_TIME.toMillis() + PROBE_MILLIS)) {
      jedis.set(key, new byte[0]);
      if (jedis.waitReplicas(1, START_TIME.toMillis()) == 0) {
        throw new IllegalStateException("no replica of " + this + " within " + START_TIME);
      }
    }
  }

  /** Kills the server and deletes its files. */
  @Override
  public void close() {
    process.close();
    delete(directory);
  }

  static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return process + " at " + address();
  }

  private boolean ready() {
    try (Jedis jedis = connect()) {
      return "PONG".equals(jedis.ping());
    } catch (JedisAccessControlException e) {
      return true;
    } catch (JedisException e) {
      return false;
    }
  }
}
