package io.likes.servers.kafka;

import io.likes.servers.FreePorts;
import io.likes.servers.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Configuration and commands of one broker, which is a controller too.
 *
 * @param id its node id
 * @param directory where its configuration, data and output are
 * @param lib where the jars of Kafka are
 * @param port where clients connect
 * @param controllerPort where the controllers talk to each other
 */
record Broker(int id, Path directory, Path lib, int port, int controllerPort) {
  private static final Duration START_TIME = Duration.ofMinutes(2);
  private static final String CLUSTER_ID = "bGlrZXMtdGVzdC1jbHVzdA";

  static Broker in(Path directory, int id) {
    return new Broker(
        id,
        directory.resolve("broker-" + id),
        directory.resolve("lib"),
        FreePorts.next(),
        FreePorts.next());
  }

  String address() {
    return "127.0.0.1:" + port;
  }

  String voter() {
    return id + "@127.0.0.1:" + controllerPort;
  }

  /** Writes the configuration of a cluster of so many brokers, and the empty log. */
  void format(String voters, int brokers) {
    try {
      Files.createDirectories(directory);
      Files.writeString(configuration(), properties(voters, brokers));
      Path output = directory.resolve("format.log");
      Process format =
          new ProcessBuilder(
                  java(
                      "-XX:TieredStopAtLevel=1",
                      "-XX:+UseSerialGC",
                      "kafka.tools.StorageTool",
                      "format",
                      "-t",
                      CLUSTER_ID,
                      "-c",
                      configuration().toString()))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (format.waitFor() != 0) {
        throw new IllegalStateException(
            "broker " + id + " could not be formatted:\n" + Files.readString(output));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while formatting a broker", e);
    }
  }

  ServerProcess process(List<String> flags) {
    List<String> arguments = new ArrayList<>(flags);
    arguments.addAll(
        List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info",
            "-Dorg.slf4j.simpleLogger.showDateTime=true",
            "kafka.Kafka",
            configuration().toString()));
    return new ServerProcess(
        "broker-" + id,
        java(arguments.toArray(String[]::new)),
        directory,
        Map.of(),
        this::accepts,
        START_TIME);
  }

  private boolean accepts() {
    try (Socket probe = new Socket()) {
      probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private Path configuration() {
    return directory.resolve("server.properties");
  }

  private List<String> java(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                lib.resolve("*").toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * Sessions are short, so that a test need not wait long until the cluster notices a death; the
   * internal topics are small.
   */
  private String properties(String voters, int brokers) {
    int replicas = Math.min(3, brokers);
    int inSync = Math.max(1, replicas - 1);
    return """
        process.roles=broker,controller
        node.id=%d
        controller.quorum.voters=%s
        listeners=PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d
        advertised.listeners=PLAINTEXT://127.0.0.1:%d
        controller.listener.names=CONTROLLER
        log.dirs=%s
        auto.create.topics.enable=false
        default.replication.factor=%d
        min.insync.replicas=%d
        offsets.topic.replication.factor=%d
        offsets.topic.num.partitions=3
        transaction.state.log.replication.factor=%d
        transaction.state.log.min.isr=%d
        share.coordinator.state.topic.replication.factor=%d
        share.coordinator.state.topic.min.isr=%d
        group.initial.rebalance.delay.ms=0
        group.min.session.timeout.ms=1000
        group.consumer.min.session.timeout.ms=1000
        group.consumer.session.timeout.ms=3000
        group.consumer.min.heartbeat.interval.ms=200
        group.consumer.heartbeat.interval.ms=500
        broker.heartbeat.interval.ms=500
        broker.session.timeout.ms=3000
        log.cleaner.dedupe.buffer.size=4194304
        """
        .formatted(
            id,
            voters,
            port,
            controllerPort,
            port,
            directory.resolve("data"),
            replicas,
            inSync,
            replicas,
            replicas,
            inSync,
            replicas,
            inSync);
  }
}
