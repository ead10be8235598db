package io.likes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps how far a {@link LikeAudit} came, over restarts of the process. Called by one thread at a
 * time. What it throws ends the audit.
 */
public interface Checkpoint {
  /** Returns the position that was saved last; null if there is none, or if it was null. */
  @Nullable String load();

  /**
   * Replaces the position, whole or not at all.
   *
   * @param position where the next run begins; null to begin at the start
   */
  void save(@Nullable String position);

  /** Returns a checkpoint that keeps nothing: every run begins at the start. */
  static Checkpoint none() {
    return new Checkpoint() {
      @Override
      public @Nullable String load() {
        return null;
      }

      @Override
      public void save(@Nullable String position) {}
    };
  }

  /**
   * Returns a checkpoint in a file. The position is written to a file beside it, with {@code .new}
   * behind the name, that then takes its place in one step; null removes the file. {@link
   * UncheckedIOException} if that fails.
   *
   * @param file the file; its directory exists and its file system can replace a file in one step
   * @throws IllegalArgumentException if {@code file} is null
   */
  static Checkpoint file(Path file) {
    Path target = Arguments.present("file", file).toAbsolutePath();
    Path written = target.resolveSibling(target.getFileName() + ".new");
    return new Checkpoint() {
      @Override
      public @Nullable String load() {
        try {
          return Files.readString(target);
        } catch (NoSuchFileException e) {
          return null;
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }

      @Override
      public void save(@Nullable String position) {
        try {
          if (position == null) {
            Files.deleteIfExists(target);
          } else {
            // On disk before the move, or a crash could leave an empty file in its place.
            Files.writeString(
                written,
                position,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                StandardOpenOption.SYNC);
            Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }
}
