package io.likes.benchmarks;

import io.likes.benchmarks.subject.Subject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line: measures everything, renders the page, compares two runs. */
@Command(
    name = "benchmarks",
    description =
        "Measures the library and its peers, and writes the numbers as JSON and a page with plots.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true)
final class Benchmarks implements Callable<Integer> {
  private static final int MAX_FORKS = 20;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--quick", description = "Take less than 5 minutes, and less precise numbers.")
  private boolean quick;

  @Option(
      names = "--forks",
      paramLabel = "N",
      description = "JVMs that measure each subject. Default 1.")
  private @Nullable Integer forks;

  @Option(
      names = "--scenarios",
      paramLabel = "IDS",
      split = ",",
      description = "Only these: 0 (cost model), a to j, count. Default all.")
  private List<String> scenarios = List.of();

  @Option(
      names = "--subjects",
      paramLabel = "REGEX",
      description = "Only subjects whose name it matches. Default all.")
  private String subjects = ".*";

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Where the numbers go. Default ${DEFAULT-VALUE}.")
  private Path json = Path.of("benchmarks", "target", "results.json");

  @Option(
      names = "--page",
      paramLabel = "FILE",
      description =
          "Where the page goes; its plots go to the folder performance beside it. Default"
              + " ${DEFAULT-VALUE}.")
  private Path page = Path.of("benchmarks", "target", "performance.md");

  /** Runs the program. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Benchmarks()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    int number = forks == null ? (quick ? Scale.QUICK : Scale.FULL).forks() : forks;
    if (number < 1 || number > MAX_FORKS) {
      throw invalid("--forks must be 1 to " + MAX_FORKS + ", but is " + number);
    }
    List<String> ids =
        Stream.concat(
                Scenario.all("").stream().map(Scenario::id), Stream.of(JmhBenchmarks.CACHED_COUNT))
            .toList();
    for (String id : scenarios) {
      if (!ids.contains(id)) {
        throw invalid("--scenarios must be of " + ids + ", but has '" + id + "'");
      }
    }
    Predicate<String> named = named();
    Run.Plan plan =
        new Run.Plan(
            Scale.of(quick, number),
            id -> scenarios.isEmpty() || scenarios.contains(id),
            subject -> named.test(subject.name()));
    Files.createDirectories(json.toAbsolutePath().getParent());
    Run run = new Run(plan, System.err, found -> found.write(json));
    write(run.measure(), json, page);
    return run.failed() ? 1 : 0;
  }

  private Predicate<String> named() {
    Predicate<String> named;
    try {
      named = Pattern.compile(subjects).asMatchPredicate();
    } catch (PatternSyntaxException e) {
      throw invalid("--subjects must be a regular expression, but is '" + subjects + "'");
    }
    List<String> names = Subject.all().stream().map(Subject::name).toList();
    if (names.stream().noneMatch(named)) {
      throw invalid("--subjects must match one of " + names + ", but is '" + subjects + "'");
    }
    return named;
  }

  private ParameterException invalid(String message) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }

  private Results read(String argument, Path file) {
    if (!Files.isReadable(file)) {
      throw invalid(argument + " must be a file that can be read, but is " + file);
    }
    try {
      return Results.read(file);
    } catch (RuntimeException e) {
      throw invalid(argument + " must be numbers of a run, but is " + file + ": " + e.getMessage());
    }
  }

  private static void write(Results results, Path json, Path page) throws IOException {
    Files.createDirectories(json.toAbsolutePath().getParent());
    results.write(json);
    new Page(results).write(page);
  }

  /** Renders the page of numbers that were measured before. */
  @Command(
      name = "render",
      description = "Renders the page of a result file again.",
      mixinStandardHelpOptions = true)
  int render(
      @Parameters(paramLabel = "JSON", description = "Numbers of a run.") Path numbers,
      @Parameters(paramLabel = "PAGE", description = "Where the page goes.") Path rendered)
      throws IOException {
    new Page(read("JSON", numbers)).write(rendered);
    return 0;
  }

  /** Compares two runs. */
  @Command(
      name = "check",
      description =
          "Compares the numbers of two runs and names what got worse beyond the noise. Exit code 1"
              + " if something did.",
      mixinStandardHelpOptions = true)
  int check(
      @Parameters(paramLabel = "BASE", description = "Numbers of the run before.") Path base,
      @Parameters(paramLabel = "NOW", description = "Numbers of the run to check.") Path now,
      @Option(
              names = "--tolerance",
              paramLabel = "PERCENT",
              defaultValue = "10",
              description =
                  "By how much a median may be worse, on top of the noise. Default"
                      + " ${DEFAULT-VALUE}.")
          double tolerance) {
    if (!(tolerance >= 0 && tolerance < Double.POSITIVE_INFINITY)) {
      throw invalid("--tolerance must be a percentage of at least 0, but is " + tolerance);
    }
    Comparison.Outcome outcome;
    try {
      outcome = new Comparison(tolerance / 100).compare(read("BASE", base), read("NOW", now));
    } catch (IllegalArgumentException e) {
      throw invalid("BASE " + base + " and NOW " + now + ": " + e.getMessage());
    }
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    outcome.missing().forEach(key -> out.println("missing: " + key));
    outcome.regressions().forEach(regression -> out.println("regression: " + regression));
    out.printf(
        "%d numbers compared, %d missing, %d worse%n",
        outcome.compared(), outcome.missing().size(), outcome.regressions().size());
    out.flush();
    return outcome.regressions().isEmpty() && outcome.missing().isEmpty() ? 0 : 1;
  }
}
