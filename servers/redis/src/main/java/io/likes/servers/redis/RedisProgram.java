package io.likes.servers.redis;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs that serve Redis: the one that Maven brings, and the one that may be installed. */
public final class RedisProgram {
  private RedisProgram() {}

  /**
   * Unpacks the program of this platform, once for this JVM.
   *
   * @throws IllegalStateException if there is none for this platform
   */
  public static Path bundled() {
    return Bundled.PROGRAM;
  }

  /** Returns the {@code redis-server} on the search path, for tests with another version. */
  public static Optional<Path> installed() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, "redis-server"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static String resource() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    boolean arm = System.getProperty("os.arch").equals("aarch64");
    if (os.contains("linux")) {
      return arm ? "/redis-server-6.2.7-linux-arm64" : "/redis-server-6.2.6-v5-linux-amd64";
    }
    if (os.contains("mac")) {
      return arm ? "/redis-server-6.2.6-v5-darwin-arm64" : "/redis-server-6.2.6-v5-darwin-amd64";
    }
    throw new IllegalStateException("no Redis program for " + os);
  }

  /** Unpacks when it is first asked. */
  private static final class Bundled {
    static final Path PROGRAM = unpack();

    private static Path unpack() {
      String resource = resource();
      try (InputStream in = RedisProgram.class.getResourceAsStream(resource)) {
        if (in == null) {
          throw new IllegalStateException("embedded-redis has no " + resource);
        }
        Path directory = Files.createTempDirectory("likes-redis-program");
        Path program = directory.resolve("redis-server");
        Files.copy(in, program, StandardCopyOption.REPLACE_EXISTING);
        if (!program.toFile().setExecutable(true)) {
          throw new IllegalStateException("cannot make executable: " + program);
        }
        directory.toFile().deleteOnExit();
        program.toFile().deleteOnExit();
        return program;
      } catch (IOException e) {
        throw new UncheckedIOException("cannot unpack " + resource, e);
      }
    }
  }
}
