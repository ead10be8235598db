package io.likes.cassandra;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The statements of {@code schema.cql} in this package, for those who make the tables from code: in
 * tests, or at the start of a small application.
 */
public final class CassandraSchema {
  /** Version of the tables that this library needs. */
  static final int VERSION = 1;

  /** Where the file is in the jar. */
  static final String FILE = "io/likes/cassandra/schema.cql";

  private CassandraSchema() {}

  /**
   * Returns the statements in the order in which they must run, in a session that uses the keyspace
   * of the tables. They may run again.
   */
  public static List<String> statements() {
    try (InputStream in = CassandraSchema.class.getResourceAsStream("schema.cql")) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + FILE);
      }
      String file =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("--"))
              .collect(Collectors.joining("\n"));
      return Arrays.stream(file.split(";", -1))
          .map(String::strip)
          .filter(statement -> !statement.isEmpty())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
