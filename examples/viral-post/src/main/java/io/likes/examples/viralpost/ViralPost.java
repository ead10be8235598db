package io.likes.examples.viralpost;

import io.likes.Counting;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The command line of the program. */
@Command(
    name = "viral-post",
    header = "Lets a post go viral and accounts for every like.",
    description =
        "Replays a trace of likes, or generates a load in which one post goes viral, from many threads against a backend. Shows how it goes"
            + " on, and ends with a report and an audit: the counts are compared with an independent tally of the answers.",
    footer = {
      "",
      "Exit code: 0 every like is accounted for, 1 drift or failures, 2 bad usage.",
      "The keys of the JSON report are described in README.md."
    },
    versionProvider = ViralPost.Version.class,
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true)
final class ViralPost implements Callable<Integer> {
  private static final int BAD_USAGE = 2;
  private static final int MAX_BAD_LINES_SHOWN = 100;
  private static final long DEFAULT_LIKES = 1_000_000;
  private static final int DEFAULT_USERS = 1_000_000;
  private static final int DEFAULT_CONTENTS = 200_000;
  private static final long DEFAULT_SEED = 1;
  private static final long MAX_LIKES = 1_000_000_000;
  private static final int MAX_CONTENTS = 10_000_000;
  private static final int MAX_THREADS = 10_000;
  private static final long MAX_FRESHNESS_MILLIS = 3_600_000;
  private static final long MAX_RETRY_MILLIS = 3_600_000;
  private static final int MAX_KILLS = 1000;

  /** What to do at a bad line of a trace. */
  enum OnBadLine {
    CONTINUE,
    STOP
  }

  private final Backends backends;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "Where likes are stored, see below. Default ${DEFAULT-VALUE}.")
  private String backend;

  @Option(
      names = "--counting",
      paramLabel = "MODE",
      description =
          "How counts are kept: exact (every read sums the cells), inline (the caller feeds the counter store), async (events feed it)."
              + " Default the first of the backend.")
  private @Nullable Counting counting;

  @Option(
      names = "--freshness",
      paramLabel = "MILLIS",
      description = "How old a shown count may be, in milliseconds. Default ${DEFAULT-VALUE}.")
  private long freshness = 5000;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that make calls. Default that of the backend.")
  private @Nullable Integer threads;

  @Option(
      names = "--retry-for",
      paramLabel = "MILLIS",
      description =
          "How long a call that was not applied is made again, with pauses, before it is a failure. Default ${DEFAULT-VALUE}.")
  private long retryFor = 30_000;

  @Option(
      names = "--kills",
      paramLabel = "N",
      description =
          "Kill a server of the backend N times during the run, and start it again; goes with servers that the backend started itself."
              + " Default ${DEFAULT-VALUE}.")
  private int kills;

  @Option(
      names = "--likes",
      paramLabel = "N",
      description =
          "Likes to generate; 5 %% unlikes and 5 %% retries come on top. Default "
              + DEFAULT_LIKES
              + ".")
  private @Nullable Long likes;

  @Option(
      names = "--users",
      paramLabel = "N",
      description = "Users who like. Default " + DEFAULT_USERS + ".")
  private @Nullable Integer users;

  @Option(
      names = "--contents",
      paramLabel = "N",
      description =
          "Contents that can be liked, the viral post included. Default " + DEFAULT_CONTENTS + ".")
  private @Nullable Integer contents;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "Calls a second to generate, on a fixed schedule; latency runs from the scheduled time. Default 0, as fast as possible.")
  private @Nullable Double rate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Seed of the generated load: the same seed gives the same calls. Default "
              + DEFAULT_SEED
              + ".")
  private @Nullable Long seed;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description =
          "Replay this file instead of a generated load. CSV: "
              + TraceReader.HEADER
              + "; action is like or unlike, and times never go back.")
  private @Nullable Path trace;

  @Option(
      names = "--speed",
      paramLabel = "X",
      description =
          "Replay the trace X times as fast as it was recorded. Default 0, as fast as possible.")
  private @Nullable Double speed;

  @Option(
      names = "--on-bad-line",
      paramLabel = "WHAT",
      description =
          "At a bad line of the trace: continue with the next, or stop before any call is made. Default continue.")
  private @Nullable OnBadLine onBadLine;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the whole report to this file too, as JSON.")
  private @Nullable Path json;

  /**
   * @param backends what {@code --backend} may name
   */
  ViralPost(Backends backends) {
    this.backends = backends;
    this.backend = backends.defaultName();
  }

  /** Runs the program. */
  public static void main(String[] args) {
    System.exit(commandLine(Backends.all()).execute(args));
  }

  static CommandLine commandLine(List<BackendKind> kinds) {
    Backends backends = new Backends(kinds);
    CommandLine commandLine = new CommandLine(new ViralPost(backends));
    backends.addTo(commandLine.getCommandSpec());
    return commandLine
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(ViralPost::reportBadUsage);
  }

  private static int reportBadUsage(ParameterException e, String[] args) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println("viral-post: " + e.getMessage());
    err.println("Try 'viral-post --help'.");
    err.flush();
    return BAD_USAGE;
  }

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    CommandLine commandLine = Objects.requireNonNull(spec).commandLine();
    List<String> problems = problems();
    BackendKind kind = backends.find(backend, problems);
    if (kind != null) {
      problems.addAll(backends.problems(kind, counting, kills, commandLine.getParseResult()));
    }
    if (kind == null || !problems.isEmpty()) {
      throw new ParameterException(commandLine, String.join("; ", problems));
    }
    Load load = trace == null ? generatedLoad() : trace(trace, commandLine);
    Run run =
        new Run(
            new Run.Plan(
                Version.value(),
                backend,
                or(counting, kind.countings().get(0)),
                trace == null ? or(seed, DEFAULT_SEED) : null,
                config(or(threads, kind.threads()))),
            load,
            commandLine.getErr(),
            Live.terminal());
    Report report;
    try (Backend opened = kind.open()) {
      report = run.against(opened);
    }
    new ReportTable(commandLine.getOut()).print(report);
    if (json != null) {
      Files.write(
          json,
          JsonMapper.builder()
              .enable(SerializationFeature.INDENT_OUTPUT)
              .build()
              .writeValueAsBytes(report));
    }
    return report.clean() ? 0 : 1;
  }

  private List<String> problems() {
    List<String> problems = new ArrayList<>();
    checkRange(problems, "--threads", threads, 1, MAX_THREADS);
    checkRange(problems, "--retry-for", retryFor, 0, MAX_RETRY_MILLIS);
    checkRange(problems, "--kills", kills, 0, MAX_KILLS);
    checkRange(problems, "--freshness", freshness, 1, MAX_FRESHNESS_MILLIS);
    checkRange(problems, "--likes", likes, 1, MAX_LIKES);
    checkRange(problems, "--users", users, 1, Integer.MAX_VALUE);
    checkRange(problems, "--contents", contents, 2, MAX_CONTENTS);
    checkFactor(problems, "--rate", rate);
    checkFactor(problems, "--speed", speed);
    if (trace == null) {
      checkAbsent(problems, "goes with --trace only", "--speed", speed, "--on-bad-line", onBadLine);
    } else {
      checkAbsent(
          problems,
          "does not go with --trace",
          "--likes",
          likes,
          "--users",
          users,
          "--contents",
          contents,
          "--rate",
          rate,
          "--seed",
          seed);
      if (!Files.isRegularFile(trace) || !Files.isReadable(trace)) {
        problems.add("--trace must be a file that can be read, but is " + trace);
      }
    }
    if (json != null && !writable(json)) {
      problems.add("--json must be a file that can be written, but is " + json);
    }
    if (json != null && trace != null && same(json, trace)) {
      problems.add("--json must be another file than --trace, but is " + json);
    }
    return problems;
  }

  private static void checkRange(
      List<String> problems, String name, @Nullable Number value, long min, long max) {
    if (value != null && (value.longValue() < min || value.longValue() > max)) {
      problems.add(name + " must be " + min + " to " + max + ", but is " + value);
    }
  }

  private static void checkFactor(List<String> problems, String name, @Nullable Double value) {
    if (value != null && !(value >= 0 && value <= Double.MAX_VALUE)) {
      problems.add(name + " must be 0 or a positive number, but is " + value);
    }
  }

  private static void checkAbsent(
      List<String> problems, String reason, @Nullable Object... namesAndValues) {
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (namesAndValues[i + 1] != null) {
        problems.add(namesAndValues[i] + " " + reason);
      }
    }
  }

  private static boolean same(Path file, Path other) {
    try {
      return Files.exists(file) && Files.isSameFile(file, other);
    } catch (IOException e) {
      return false; // One of them is not there; whoever needs it says so.
    }
  }

  private static boolean writable(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    return Files.exists(file)
        ? Files.isRegularFile(file) && Files.isWritable(file)
        : directory != null && Files.isWritable(directory);
  }

  private Load generatedLoad() {
    return new GeneratedLoad(
        or(likes, DEFAULT_LIKES),
        or(users, DEFAULT_USERS),
        or(contents, DEFAULT_CONTENTS),
        or(rate, 0.0),
        or(seed, DEFAULT_SEED));
  }

  private Load trace(Path file, CommandLine commandLine) throws IOException, InterruptedException {
    BadLines badLines = new BadLines(commandLine);
    try {
      return Trace.scan(file, or(speed, 0.0), badLines);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(commandLine, "--trace: " + e.getMessage(), e);
    } finally {
      commandLine.getErr().flush();
    }
  }

  private Report.Config config(int threads) {
    return trace == null
        ? new Report.Config(
            null,
            or(likes, DEFAULT_LIKES),
            or(users, DEFAULT_USERS),
            or(contents, DEFAULT_CONTENTS),
            threads,
            or(rate, 0.0),
            null,
            freshness,
            retryFor,
            kills)
        : new Report.Config(
            trace.toString(),
            null,
            null,
            null,
            threads,
            null,
            or(speed, 0.0),
            freshness,
            retryFor,
            kills);
  }

  private static <T> T or(@Nullable T value, T other) {
    return value == null ? other : value;
  }

  /** Prints bad lines, or stops at the first. */
  private final class BadLines implements Consumer<BadLine> {
    private final CommandLine commandLine;
    private long count;

    BadLines(CommandLine commandLine) {
      this.commandLine = commandLine;
    }

    @Override
    public void accept(BadLine line) {
      if (onBadLine == OnBadLine.STOP) {
        throw new ParameterException(commandLine, trace + ": " + line);
      }
      if (++count <= MAX_BAD_LINES_SHOWN) {
        commandLine.getErr().println(trace + ": " + line);
      } else if (count == MAX_BAD_LINES_SHOWN + 1) {
        commandLine.getErr().println(trace + ": more bad lines, which are counted only");
      }
    }
  }

  /** The version in the manifest of the jar. */
  static final class Version implements IVersionProvider {
    static String value() {
      String version = ViralPost.class.getPackage().getImplementationVersion();
      return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
      return new String[] {"viral-post " + value()};
    }
  }
}
