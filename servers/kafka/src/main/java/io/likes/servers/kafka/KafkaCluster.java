package io.likes.servers.kafka;

import static java.util.stream.Collectors.joining;

import io.likes.servers.BundledFiles;
import io.likes.servers.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka cluster in KRaft mode on loopback: each broker is a process of its own, and a controller
 * too, on free ports and a temporary folder. Brokers can be killed, suspended and restarted.
 *
 * <p>If the system property {@value #ADDRESS_PROPERTY} names brokers that run already, those are
 * used, and there is no process to kill. A topic must be created before it is used. Thread-safe.
 */
public final class KafkaCluster implements AutoCloseable {
  /** Names brokers that run already, as {@code host:port,host:port}. */
  public static final String ADDRESS_PROPERTY = "likes.kafka";

  /**
   * Flags for brokers that live for some minutes: without the compiler whose work pays for itself
   * later only, and takes its time from others until then.
   */
  public static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1");

  private final String bootstrapServers;
  private final List<ServerProcess> brokers;
  private final @Nullable Path directory;

  private KafkaCluster(
      String bootstrapServers, List<ServerProcess> brokers, @Nullable Path directory) {
    this.bootstrapServers = bootstrapServers;
    this.brokers = List.copyOf(brokers);
    this.directory = directory;
  }

  /**
   * Takes the brokers that {@value #ADDRESS_PROPERTY} names, or else starts a cluster.
   *
   * @param brokers as in {@link #start}
   * @param flags as in {@link #start}
   */
  public static KafkaCluster givenOrStarted(int brokers, List<String> flags) {
    String given = System.getProperty(ADDRESS_PROPERTY, "");
    return given.isEmpty() ? start(brokers, flags) : new KafkaCluster(given, List.of(), null);
  }

  /**
   * Starts a cluster of its own and waits until it serves.
   *
   * @param brokers how many; with three or more, a topic has three replicas by default, of which
   *     two must have a record before it is acknowledged
   * @param flags for the JVM of each broker
   * @throws IllegalStateException if a broker does not start; nothing runs then
   */
  public static KafkaCluster start(int brokers, List<String> flags) {
    Path directory = temporaryDirectory();
    BundledFiles.unpack(KafkaCluster.class, "lib", directory.resolve("lib"));
    List<Broker> parts =
        IntStream.rangeClosed(1, brokers).mapToObj(id -> Broker.in(directory, id)).toList();
    String voters = parts.stream().map(Broker::voter).collect(joining(","));
    parts.parallelStream().forEach(part -> part.format(voters, brokers));
    KafkaCluster cluster =
        new KafkaCluster(
            parts.stream().map(Broker::address).collect(joining(",")),
            parts.stream().map(part -> part.process(flags)).toList(),
            directory);
    try {
      cluster.brokers.forEach(ServerProcess::startWithoutWaiting);
      cluster.brokers.forEach(ServerProcess::awaitReady);
      return cluster;
    } catch (IllegalStateException e) {
      cluster.close();
      throw e;
    }
  }

  /** Returns what clients connect to, as {@code host:port,host:port}. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /**
   * Returns the processes of the brokers, whose node ids are 1, 2 and so on; none if the brokers
   * were given.
   */
  public List<ServerProcess> brokers() {
    return brokers;
  }

  /** Kills the brokers and deletes their files; does nothing to brokers that were given. */
  @Override
  public void close() {
    brokers.forEach(ServerProcess::close);
    if (directory != null) {
      delete(directory);
    }
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("likes-kafka");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
