package io.likes.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Files that a build put beside a class, as resources: unpacked once for this JVM, so that a
 * process of its own can use them.
 */
public final class BundledFiles {
  private BundledFiles() {}

  /**
   * Unpacks the files that an index names.
   *
   * @param owner class beside whose package the folder stands
   * @param folder folder of resources; its file {@code index} names one file a line
   * @param into existing or new directory
   * @throws IllegalStateException if the folder has no index, or lacks a file that it names
   */
  public static void unpack(Class<?> owner, String folder, Path into) {
    try {
      Files.createDirectories(into);
      for (String file : index(owner, folder)) {
        try (InputStream in = open(owner, folder + "/" + file)) {
          Files.copy(in, into.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack " + folder + " into " + into, e);
    }
  }

  private static List<String> index(Class<?> owner, String folder) throws IOException {
    try (InputStream in = open(owner, folder + "/index")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .toList();
    }
  }

  private static InputStream open(Class<?> owner, String resource) {
    InputStream in = owner.getResourceAsStream(resource);
    if (in == null) {
      throw new IllegalStateException("no resource " + resource + " beside " + owner.getName());
    }
    return in;
  }
}
