package io.likes.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.CellBatch;
import io.likes.spi.CellId;
import io.likes.spi.Change;
import io.likes.spi.RowPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A cell in a process without memory")
class OutOfMemoryTest {
  @Test
  @DisplayName("keeps rows and total together; a change that failed changed nothing")
  void rowsAndTotal(@TempDir Path folder) throws IOException, InterruptedException {
    Path file = folder.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx12m",
                "-XX:+UseSerialGC",
                // So that memory ends at any allocation, not only where a thread needs a new
                // buffer.
                "-XX:-UseTLAB",
                // So that everything that the code asks for is allocated.
                "-Xint",
                "-cp",
                System.getProperty("java.class.path"),
                Starved.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(file.toFile())
            .start();
    boolean ended = process.waitFor(1, TimeUnit.MINUTES);
    process.destroyForcibly().waitFor();
    String output = Files.readString(file);
    assertThat(ended).as("ended; so far: %s", output).isTrue();
    assertThat(output).contains("equal after ").doesNotContain("equal after 0 failures");
    assertThat(process.exitValue()).as(output).isZero();
  }

  /** Likes and unlikes on a heap that is filled again and again, but for a few bytes. */
  static final class Starved {
    private static final int CHANGES = 20_000;
    private static final int CHANGES_OF_A_PHASE = 2_500;
    private static final int CHANGES_BETWEEN_FILLS = 20;
    private static final int FIRST_USERS = 1_500;
    private static final int CHANGES_FOR_A_USER_MORE = 16;
    private static final int PIECE = 1 << 12;
    // With its head about as long as the objects of a change.
    private static final int CRUMB = 16;
    private static final int MOST_FREE_CRUMBS = 30;

    // No list that grows, which would need memory itself.
    private static final byte @Nullable [][] PIECES = new byte[1 << 12][];
    private static final byte @Nullable [][] CRUMBS = new byte[1 << 10][];
    private static int pieces;
    private static int crumbs;

    private Starved() {}

    /** Prints what was found; ends with 1 if rows, total and what was answered differ. */
    public static void main(String[] args) {
      InMemoryLikeStore store = new InMemoryLikeStore();
      CellId cell = CellId.root(ContentId.of("content"));
      SplittableRandom random = new SplittableRandom(1);
      boolean[] likes = new boolean[FIRST_USERS + CHANGES / CHANGES_FOR_A_USER_MORE];
      int failures = 0;
      for (int i = 0; i < CHANGES; i++) {
        // By turns more likes and more unlikes, so that rows are written anew too.
        boolean liked = random.nextInt(10) < (i / CHANGES_OF_A_PHASE % 2 == 0 ? 9 : 1);
        // More and more users, so that the table grows too.
        int number = random.nextInt(FIRST_USERS + i / CHANGES_FOR_A_USER_MORE);
        int free = random.nextInt(MOST_FREE_CRUMBS);
        // Not before all classes are loaded.
        if (i >= 2 * CHANGES_OF_A_PHASE && i % CHANGES_BETWEEN_FILLS == 0) {
          fill();
          crumbs = drop(CRUMBS, crumbs, free);
        }
        try {
          UserId user = UserId.of("user-" + number);
          store.apply(
              new CellBatch(cell, 0, List.of(new Change(user, liked, i, ContentType.UNSPECIFIED))));
          likes[number] = liked;
        } catch (OutOfMemoryError e) {
          failures++;
          pieces = drop(PIECES, pieces, 2);
        }
      }
      pieces = drop(PIECES, pieces, pieces);
      long total = store.headers(List.of(cell)).get(cell).total();
      Set<UserId> users = new HashSet<>();
      long rows = 0;
      String after = null;
      do {
        RowPage page = store.rows(cell, after, 1000);
        page.rows().forEach(row -> users.add(row.user()));
        rows += page.rows().size();
        after = page.next();
      } while (after != null);
      int expected = 0;
      boolean equal = rows == total && users.size() == total;
      for (int number = 0; number < likes.length; number++) {
        expected += likes[number] ? 1 : 0;
        equal &= likes[number] == users.contains(UserId.of("user-" + number));
      }
      System.out.printf(
          "%s after %d failures: expected %d, total %d, rows %d, users %d%n",
          equal ? "equal" : "differ", failures, expected, total, rows, users.size());
      System.exit(equal ? 0 : 1);
    }

    private static void fill() {
      try {
        while (pieces < PIECES.length) {
          PIECES[pieces] = new byte[PIECE];
          pieces++;
        }
      } catch (OutOfMemoryError e) {
        // The rest in crumbs.
      }
      try {
        while (crumbs < CRUMBS.length) {
          CRUMBS[crumbs] = new byte[CRUMB];
          crumbs++;
        }
      } catch (OutOfMemoryError e) {
        // Full.
      }
    }

    /** Drops the last ones; returns how many are left. */
    private static int drop(byte @Nullable [][] ballast, int held, int dropped) {
      int left = Math.max(0, held - dropped);
      Arrays.fill(ballast, left, held, null);
      return left;
    }
  }
}
