package io.likes.examples.viralpost;

import io.likes.Counting;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Runs the program as from a command line. */
final class Program {
  /** What a run left behind. */
  record Result(int exitCode, String out, String err) {}

  /** A kind whose stores are what a test makes them. */
  private record Tampered(Supplier<Backend> backend) implements BackendKind {
    @Override
    public String name() {
      return "in-memory";
    }

    @Override
    public String description() {
      return "stores of a test";
    }

    @Override
    public List<Counting> countings() {
      return List.of(Counting.ASYNC, Counting.INLINE, Counting.EXACT);
    }

    @Override
    public int threads() {
      return 4;
    }

    @Override
    public Backend open() {
      return backend.get();
    }
  }

  private Program() {}

  static Result run(String... arguments) {
    return run(InMemoryBackend::new, arguments);
  }

  static Result run(Supplier<Backend> backend, String... arguments) {
    return run(List.of(new Tampered(backend)), arguments);
  }

  static Result run(List<BackendKind> kinds, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine program = ViralPost.commandLine(kinds);
    int exitCode =
        program.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
    return new Result(exitCode, out.toString(), err.toString());
  }

  /** Runs a small load, and more arguments. */
  static Result runSmall(Supplier<Backend> backend, String... arguments) {
    return runSmall(
        List.of(new Tampered(backend)),
        Stream.concat(Stream.of("--threads", "4"), Stream.of(arguments)).toArray(String[]::new));
  }

  static Result runSmall(List<BackendKind> kinds, String... arguments) {
    List<String> small =
        List.of("--likes", "4000", "--users", "3000", "--contents", "300", "--freshness", "50");
    return run(kinds, Stream.concat(small.stream(), Stream.of(arguments)).toArray(String[]::new));
  }
}
