package io.likes.servers.cassandra;

import io.likes.servers.BundledFiles;
import io.likes.servers.FreePorts;
import io.likes.servers.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A cluster of Cassandra nodes, each a process of its own, on 127.0.0.1, 127.0.0.2 and so on with
 * free ports and a folder that is deleted at the end.
 *
 * <p>Thread-safe. Nodes that run when this JVM ends are killed.
 */
public final class CassandraCluster implements AutoCloseable {
  /** Name of the only data centre. */
  public static final String DATA_CENTER = "datacenter1";

  /**
   * Settings with which a node that is killed loses nothing that it acknowledged. Without them it
   * loses the last tenth of a second.
   */
  public static final Map<String, String> DURABLE = Map.of("commitlog_sync", "batch");

  /**
   * Flags for nodes that live for some minutes: without the compiler whose work pays for itself
   * later only, and takes its time from others until then.
   */
  public static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1");

  private final Path directory;
  private final List<InetSocketAddress> addresses;
  private final List<ServerProcess> nodes;

  private CassandraCluster(
      Path directory, List<InetSocketAddress> addresses, List<ServerProcess> nodes) {
    this.directory = directory;
    this.addresses = List.copyOf(addresses);
    this.nodes = List.copyOf(nodes);
  }

  /**
   * Starts a cluster and waits until every node takes clients.
   *
   * @param size number of nodes
   * @param settings lines of {@code cassandra.yaml} on top of those that a small cluster needs
   * @throws IllegalStateException if a node does not start; the message has the end of its output
   */
  public static CassandraCluster start(int size, Map<String, String> settings) {
    return start(size, settings, List.of());
  }

  /**
   * Starts a cluster and waits until every node takes clients.
   *
   * @param size number of nodes
   * @param settings lines of {@code cassandra.yaml} on top of those that a small cluster needs
   * @param flags for the JVM of each node, on top of those that Cassandra needs
   * @throws IllegalStateException if a node does not start; the message has the end of its output
   */
  public static CassandraCluster start(int size, Map<String, String> settings, List<String> flags) {
    Path directory = temporaryDirectory();
    Path jars = directory.resolve("lib");
    BundledFiles.unpack(CassandraCluster.class, "lib", jars);
    int nativePort = FreePorts.next();
    int storagePort = FreePorts.next();
    List<InetSocketAddress> addresses = new ArrayList<>();
    List<ServerProcess> nodes = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      CassandraNode node = new CassandraNode(i, size, directory, nativePort, storagePort);
      addresses.add(node.address());
      nodes.add(node.process(jars, settings, flags));
    }
    CassandraCluster cluster = new CassandraCluster(directory, addresses, nodes);
    try {
      // The first is the seed of the others.
      nodes.get(0).start();
      CompletableFuture.allOf(
              nodes.stream()
                  .skip(1)
                  .map(node -> CompletableFuture.runAsync(node::start))
                  .toArray(CompletableFuture<?>[]::new))
          .join();
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** Returns where clients connect to, by node. */
  public List<InetSocketAddress> addresses() {
    return addresses;
  }

  /** Returns a node, to be killed, suspended and started again. */
  public ServerProcess node(int index) {
    return nodes.get(index);
  }

  /** Returns the number of nodes. */
  public int size() {
    return nodes.size();
  }

  /** Kills all nodes and deletes their files. */
  @Override
  public void close() {
    nodes.forEach(ServerProcess::close);
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(CassandraCluster::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("likes-cassandra");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
