package io.likes.benchmarks.subject;

import io.likes.benchmarks.subject.Store.Server;
import io.likes.servers.FreePorts;
import io.likes.servers.ServerProcess;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A PostgreSQL server of its own on a temporary cluster. */
final class PostgresServer {
  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
  private static final Duration START_TIME = Duration.ofSeconds(30);
  private static final String USER = "postgres";

  private PostgresServer() {}

  /** Starts the newest server that is installed; empty if there is none. */
  static Optional<Server> start() throws IOException, InterruptedException {
    Optional<Path> programs = programs();
    if (programs.isEmpty()) {
      return Optional.empty();
    }
    Path directory = Files.createTempDirectory("likes-postgres");
    try {
      return Optional.of(start(programs.get(), directory));
    } catch (IOException | InterruptedException | RuntimeException e) {
      try {
        delete(directory);
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
  }

  private static Server start(Path programs, Path directory)
      throws IOException, InterruptedException {
    Path data = directory.resolve("data");
    if (root()) {
      // The server refuses to run as root; Debian's package brings a user for it.
      run(List.of("chown", "-R", USER, directory.toString()));
    }
    run(
        asUser(
            List.of(
                programs.resolve("initdb").toString(),
                "--auth=trust",
                "--username=" + USER,
                "--encoding=UTF8",
                "--locale=C",
                "--pgdata=" + data)));
    int port = FreePorts.next();
    String address = "127.0.0.1:" + port;
    ServerProcess process =
        new ServerProcess(
            USER,
            asUser(command(programs, data, port)),
            directory,
            Map.of(),
            () -> ready(address),
            START_TIME);
    process.start();
    try {
      return new Server(
          address,
          version(address),
          () -> {
            process.close();
            delete(directory);
          });
    } catch (RuntimeException e) {
      process.close();
      throw e;
    }
  }

  private static List<String> command(Path programs, Path data, int port) {
    return List.of(
        programs.resolve("postgres").toString(),
        "-D",
        data.toString(),
        "-p",
        Integer.toString(port),
        "-c",
        "listen_addresses=127.0.0.1",
        "-c",
        "unix_socket_directories=",
        "-c",
        "shared_buffers=512MB",
        // As the other stores here: the last moments are lost in a crash of the machine.
        "-c",
        "synchronous_commit=off",
        "-c",
        "max_wal_size=4GB");
  }

  static Connection connect(String address) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://" + address + "/postgres?user=" + USER + "&prepareThreshold=1");
  }

  private static boolean ready(String address) {
    try (Connection connection = connect(address)) {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  private static String version(String address) {
    try (Connection connection = connect(address)) {
      return "PostgreSQL " + connection.getMetaData().getDatabaseProductVersion();
    } catch (SQLException e) {
      throw new IllegalStateException("no version from " + address, e);
    }
  }

  private static Optional<Path> programs() throws IOException {
    List<Path> candidates = new ArrayList<>();
    for (String directory :
        System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      candidates.add(Path.of(directory));
    }
    if (Files.isDirectory(DEBIAN)) {
      try (Stream<Path> versions = Files.list(DEBIAN)) {
        versions
            .sorted(Comparator.comparing(PostgresServer::number).reversed())
            .forEach(version -> candidates.add(version.resolve("bin")));
      }
    }
    return candidates.stream()
        .filter(directory -> Files.isExecutable(directory.resolve("initdb")))
        .findFirst();
  }

  private static int number(Path version) {
    String digits = version.getFileName().toString().replaceAll("\\D.*", "");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  private static boolean root() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static List<String> asUser(List<String> command) {
    if (!root()) {
      return command;
    }
    // setpriv becomes the server, so that the process that is killed is the server itself.
    List<String> wrapped =
        new ArrayList<>(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups"));
    wrapped.addAll(command);
    return wrapped;
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + " failed: " + output);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
