package io.likes.servers.cassandra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The runtime that Cassandra 5.0 needs: it does not start on a newer one. */
final class Java17 {
  private static final int FEATURE = 17;
  private static final Path INSTALLED = Path.of("/usr/lib/jvm");

  private Java17() {}

  /**
   * Returns the {@code java} of this JVM if it is one, else of the folder that the system property
   * {@code likes.java17.home} names, else of one under {@code /usr/lib/jvm}.
   *
   * @throws IllegalStateException if there is none
   */
  static Path executable() {
    String named = System.getProperty("likes.java17.home");
    if (named != null) {
      return java(Path.of(named));
    }
    if (Runtime.version().feature() == FEATURE) {
      return java(Path.of(System.getProperty("java.home")));
    }
    if (Files.isDirectory(INSTALLED)) {
      try (Stream<Path> homes = Files.list(INSTALLED)) {
        return java(
            homes
                .sorted()
                .filter(Java17::is17)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(none())));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw new IllegalStateException(none());
  }

  private static Path java(Path home) {
    return home.resolve("bin").resolve("java");
  }

  private static boolean is17(Path home) {
    Path release = home.resolve("release");
    try {
      return Files.isExecutable(java(home))
          && Files.isRegularFile(release)
          && Files.readString(release).contains("JAVA_VERSION=\"" + FEATURE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String none() {
    return "Cassandra needs a Java 17 runtime, and there is none under "
        + INSTALLED
        + ": set -Dlikes.java17.home";
  }
}
