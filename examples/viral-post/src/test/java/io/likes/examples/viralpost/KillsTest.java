package io.likes.examples.viralpost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The command of README.md that kills a real server, with fewer likes. */
class KillsTest {
  private static final int LIKES = 4000;
  private static final double CALLS = LIKES * 1.05 * 1.05;
  private static final int KILLS = 1;

  // Redis alone: the audit of a run with three servers takes longer than the tests may.
  @Test
  @DisplayName("a server is killed while likes come, and every like is accounted for")
  void kills() {
    // In the middle between the kill and the end.
    long held = Math.round(CALLS * (KILLS + 0.5) / (KILLS + 1));
    List<BackendKind> kinds =
        Backends.all().stream()
            .<BackendKind>map(kind -> new HeldUntilKilled(kind, KILLS, held))
            .toList();
    Program.Result result =
        Program.run(
            kinds,
            "--backend",
            "redis",
            "--kills",
            String.valueOf(KILLS),
            "--likes",
            String.valueOf(LIKES));
    assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
    assertThat(result.out())
        .contains("drift 0;", KILLS + " of " + KILLS + " kills", "OK, every like is accounted for");
  }
}
