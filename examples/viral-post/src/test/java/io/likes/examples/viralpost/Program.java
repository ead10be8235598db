package io.likes.examples.viralpost;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Runs the program as from a command line. */
final class Program {
  /** What a run left behind. */
  record Result(int exitCode, String out, String err) {}

  private Program() {}

  static Result run(String... arguments) {
    return run(InMemoryBackend::new, arguments);
  }

  static Result run(Backend.Opener backend, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine program = ViralPost.commandLine(Map.of(InMemoryBackend.NAME, backend));
    int exitCode =
        program.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
    return new Result(exitCode, out.toString(), err.toString());
  }

  /** Runs a small load, and more arguments. */
  static Result runSmall(Backend.Opener backend, String... arguments) {
    List<String> small =
        List.of(
            "--likes",
            "4000",
            "--users",
            "3000",
            "--contents",
            "300",
            "--threads",
            "4",
            "--freshness",
            "50");
    return run(backend, Stream.concat(small.stream(), Stream.of(arguments)).toArray(String[]::new));
  }
}
