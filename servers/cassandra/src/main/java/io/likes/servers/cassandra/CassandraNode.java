package io.likes.servers.cassandra;

import io.likes.servers.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Configuration and command of one node.
 *
 * @param index number of the node, from 0
 * @param size number of nodes of the cluster
 * @param cluster folder of the cluster
 * @param nativePort port for clients
 * @param storagePort port for other nodes
 */
record CassandraNode(int index, int size, Path cluster, int nativePort, int storagePort) {
  private static final Duration START_TIME = Duration.ofMinutes(3);

  InetSocketAddress address() {
    return new InetSocketAddress(host(), nativePort);
  }

  private String host() {
    return "127.0.0." + (index + 1);
  }

  ServerProcess process(Path jars, Map<String, String> settings, List<String> flags) {
    Path home = cluster.resolve("node" + (index + 1));
    write(home.resolve("cassandra.yaml"), yaml(home, settings));
    write(home.resolve("logback.xml"), LOGBACK);
    return new ServerProcess(
        "cassandra" + (index + 1),
        command(home, jars, flags),
        home,
        Map.of(),
        this::ready,
        START_TIME);
  }

  private boolean ready() {
    try (Socket socket = new Socket()) {
      socket.connect(address(), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private String yaml(Path home, Map<String, String> settings) {
    // Each node owns an equal part of the ring, so that none must wait for another to join.
    long token = Long.MIN_VALUE / size * 2 * index + Long.MAX_VALUE / 2;
    StringBuilder yaml =
        new StringBuilder(
            """
            cluster_name: likes
            num_tokens: 1
            initial_token: %d
            partitioner: org.apache.cassandra.dht.Murmur3Partitioner
            data_file_directories: ['%2$s/data']
            commitlog_directory: '%2$s/commitlog'
            hints_directory: '%2$s/hints'
            saved_caches_directory: '%2$s/saved_caches'
            cdc_raw_directory: '%2$s/cdc_raw'
            listen_address: %3$s
            rpc_address: %3$s
            native_transport_port: %4$d
            storage_port: %5$d
            endpoint_snitch: SimpleSnitch
            paxos_variant: v2
            auto_bootstrap: false
            auto_snapshot: false
            seed_provider:
              - class_name: org.apache.cassandra.locator.SimpleSeedProvider
                parameters:
                  - seeds: '127.0.0.1:%5$d'
            """
                .formatted(token, home, host(), nativePort, storagePort));
    if (!settings.containsKey("commitlog_sync")) {
      yaml.append("commitlog_sync: periodic\ncommitlog_sync_period: 10000ms\n");
    }
    settings.forEach((name, value) -> yaml.append(name).append(": ").append(value).append('\n'));
    return yaml.toString();
  }

  private List<String> command(Path home, Path jars, List<String> flags) {
    List<String> command = new ArrayList<>();
    command.add(Java17.executable().toString());
    command.addAll(List.of("-Xms300m", "-Xmx900m", "-Xss384k", "-XX:+UseSerialGC"));
    command.addAll(flags);
    Stream.of(
            "java.base/jdk.internal.misc",
            "java.base/java.lang.ref",
            "java.management.rmi/com.sun.jmx.remote.internal.rmi",
            "java.rmi/sun.rmi.registry",
            "java.rmi/sun.rmi.server",
            "java.rmi/sun.rmi.transport.tcp",
            "java.sql/java.sql",
            "jdk.unsupported/sun.misc")
        .forEach(name -> command.addAll(List.of("--add-exports", name + "=ALL-UNNAMED")));
    Stream.of(
            "java.base/java.io",
            "java.base/java.lang",
            "java.base/java.lang.module",
            "java.base/java.lang.reflect",
            "java.base/java.net",
            "java.base/java.nio",
            "java.base/java.util",
            "java.base/java.util.concurrent",
            "java.base/java.util.concurrent.atomic",
            "java.base/jdk.internal.loader",
            "java.base/jdk.internal.math",
            "java.base/jdk.internal.module",
            "java.base/jdk.internal.ref",
            "java.base/jdk.internal.reflect",
            "java.base/jdk.internal.util.jar",
            "java.base/sun.nio.ch",
            "java.rmi/sun.rmi.transport.tcp",
            "jdk.management/com.sun.management.internal")
        .forEach(name -> command.addAll(List.of("--add-opens", name + "=ALL-UNNAMED")));
    command.addAll(
        List.of(
            "-Djdk.attach.allowAttachSelf=true",
            "-Dcassandra.config=" + home.resolve("cassandra.yaml").toUri(),
            "-Dcassandra.storagedir=" + home,
            "-Dcassandra-foreground=yes",
            // How long a node looks for others. The first would find none, and does not wait.
            "-Dcassandra.ring_delay_ms=" + (index == 0 ? 1 : START_TIME.toMillis()),
            "-Dcassandra.skip_wait_for_gossip_to_settle=0",
            // What it is found to be on this JVM; finding it takes seconds at each start.
            "-Dcassandra.memtable.row_overhead_size=180",
            "-Dlogback.configurationFile=" + home.resolve("logback.xml"),
            "-cp",
            jars + "/*",
            "org.apache.cassandra.service.CassandraDaemon"));
    return command;
  }

  private static final String LOGBACK =
      """
      <configuration>
        <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
          <encoder><pattern>%d %-5level %logger{0} %msg%n%ex{8}</pattern></encoder>
        </appender>
        <root level="WARN"><appender-ref ref="out"/></root>
      </configuration>
      """;

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
