package io.likes.benchmarks.subject;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import io.likes.servers.cassandra.CassandraCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The files of a node, and an address that says where they are. */
final class CassandraFiles {
  private static final String SEPARATOR = "#";
  private static final int POLL_MILLIS = 100;
  private static final int STEADY_POLLS = 20;

  private CassandraFiles() {}

  /** Returns host, port and folder of the first node. */
  static String address(CassandraCluster cluster) {
    InetSocketAddress node = cluster.addresses().get(0);
    Path home = cluster.node(0).log().getParent();
    return node.getHostString() + ":" + node.getPort() + SEPARATOR + home;
  }

  static InetSocketAddress node(String address) {
    String node = address.split(SEPARATOR, 2)[0];
    int colon = node.lastIndexOf(':');
    return new InetSocketAddress(
        node.substring(0, colon), Integer.parseInt(node.substring(colon + 1)));
  }

  /** Flushes the tables of a keyspace and returns the bytes of their files. */
  static long settled(CqlSession session, String address, String keyspace) {
    flushEvery(POLL_MILLIS, session, keyspace);
    try {
      return settled(Path.of(address.split(SEPARATOR, 2)[1], "data", keyspace));
    } finally {
      // Filled next, tables would be flushed in pieces otherwise.
      flushEvery(0, session, keyspace);
    }
  }

  private static void flushEvery(int millis, CqlSession session, String keyspace) {
    for (Row table :
        session.execute(
            "SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?", keyspace)) {
      session.execute(
          "ALTER TABLE "
              + keyspace
              + "."
              + table.getString(0)
              + " WITH memtable_flush_period_in_ms = "
              + millis);
    }
  }

  private static long settled(Path folder) {
    long size = -1;
    for (int steady = 0; steady < STEADY_POLLS; ) {
      pause();
      long now = size(folder);
      steady = now >= 0 && now == size ? steady + 1 : 0;
      size = now;
    }
    return size;
  }

  private static void pause() {
    try {
      // Files tell nobody when they are written, so there is nothing to wait for but time.
      new Semaphore(0).tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static long size(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(CassandraFiles::sizeOfFile).sum();
    } catch (NoSuchFileException e) {
      return 0;
    } catch (UncheckedIOException e) {
      // A file or folder vanished meanwhile: the next look will see.
      return -1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long sizeOfFile(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      // A compaction may have deleted it meanwhile.
      return 0;
    }
  }
}
