package io.likes.examples.viralpost;

import static org.assertj.core.api.Assertions.assertThat;

import io.likes.Counting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Option;

/**
 * Backends bring their own options: two kinds, one with a disk, the other with a disk and a tape.
 */
class BackendsTest {
  private final Disk disk = new Disk();
  private final Tape tape = new Tape();
  private final List<String> opened = new ArrayList<>();
  private final List<BackendKind> kinds =
      List.of(
          new InMemoryBackend.Kind(),
          new Kind("floppy", List.of(disk)),
          new Kind("archive", List.of(disk, tape)),
          // Kills come after 1470 and 2940 of 4410 calls.
          new HeldUntilKilled(new Kind("killed", List.of(disk)), 2, 3500));

  @TempDir private Path directory;

  private static final class Disk {
    @Option(names = "--disk", description = "Which disk.")
    private @Nullable String disk;
  }

  private static final class Tape {
    @Option(names = "--tape", description = "Which tape.")
    private @Nullable String tape;
  }

  /** Starts a server if no disk is given. */
  private final class Kind implements BackendKind {
    private final String name;
    private final List<Object> options;

    Kind(String name, List<Object> options) {
      this.name = name;
      this.options = options;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String description() {
      return "the description of " + name;
    }

    @Override
    public List<Counting> countings() {
      return List.of(Counting.INLINE, Counting.EXACT);
    }

    @Override
    public int threads() {
      return 3;
    }

    @Override
    public List<Object> options() {
      return options;
    }

    @Override
    public List<String> problems() {
      return "none".equals(disk.disk) ? List.of("--disk must be a disk, but is none") : List.of();
    }

    @Override
    public boolean ownServers() {
      return disk.disk == null;
    }

    @Override
    public Backend open() {
      opened.add(name + " " + disk.disk + " " + tape.tape);
      return new Disturbed(new InMemoryBackend());
    }
  }

  private final class Disturbed extends Intercepted {
    Disturbed(Backend backend) {
      super(backend, (method, counting, arguments, service) -> service.call());
    }

    @Override
    public void disturb(int number) {
      opened.add("disturbance " + number);
    }
  }

  @Test
  @DisplayName(
      "a kind gets its own options, and its first way to count and its threads are the default")
  void options() throws IOException {
    Path json = directory.resolve("report.json");
    Program.Result result =
        run("--backend", "archive", "--disk", "a", "--tape", "b", "--json", json.toString());
    assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
    assertThat(opened).containsExactly("archive a b");
    assertThat(Files.readString(json))
        .containsPattern("\"backend\" : \"archive\"")
        .containsPattern("\"counting\" : \"inline\"")
        .containsPattern("\"threads\" : 3,");
  }

  @Test
  @DisplayName("an option of another kind is refused, and a way to count that the kind has not")
  void foreign() {
    Program.Result result = run("--backend", "floppy", "--tape", "b", "--counting", "async");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .contains("--tape does not go with --backend floppy")
        .contains("--counting async does not go with --backend floppy, which can inline|exact");
    assertThat(opened).isEmpty();
    assertThat(run("--disk", "a").err()).contains("--disk does not go with --backend in-memory");
  }

  @Test
  @DisplayName("what the kind itself finds wrong is bad usage")
  void problems() {
    Program.Result result = run("--backend", "floppy", "--disk", "none");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("--disk must be a disk, but is none");
    assertThat(opened).isEmpty();
  }

  @Test
  @DisplayName("--kills goes with servers that the backend starts itself")
  void noOwnServers() {
    assertThat(run("--backend", "floppy", "--disk", "a", "--kills", "2").err())
        .contains("--kills does not go with --backend floppy");
  }

  @Test
  @DisplayName("--kills kills a server of the backend so often")
  void kills() {
    Program.Result result = run("--backend", "killed", "--kills", "2");
    assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
    assertThat(result.out()).contains("2 of 2 kills");
    assertThat(opened).containsExactly("killed null null", "disturbance 1", "disturbance 2");
  }

  @Test
  @DisplayName("--help lists the kinds and their options")
  void help() {
    assertThat(run("--help").out())
        .contains("Which disk.", "Which tape.")
        .contains("archive: the description of archive")
        .contains("--counting inline|exact; --threads 3; takes --disk, --tape");
  }

  private Program.Result run(String... arguments) {
    return Program.runSmall(kinds, arguments);
  }
}
