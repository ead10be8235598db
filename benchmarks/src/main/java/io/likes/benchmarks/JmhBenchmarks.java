package io.likes.benchmarks;

import io.likes.benchmarks.Measurement.Better;
import io.likes.benchmarks.subject.Subject;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the JMH benchmarks of this module and puts what they find among the other numbers. */
final class JmhBenchmarks {
  /** Id under which the cached count stands. */
  static final String CACHED_COUNT = "count";

  /** Behind a metric: of a content that nobody liked before. */
  static final String NEW_CONTENT = " of a new content";

  private static final String[] THREADS =
      Arrays.stream(HotKey.THREADS).mapToObj(Integer::toString).toArray(String[]::new);
  private static final String[] QUICK_THREADS = {"1", "2", "16"};

  private final Scale scale;
  private final Results.Collector collector;

  JmhBenchmarks(Scale scale, Results.Collector collector) {
    this.scale = scale;
    this.collector = collector;
  }

  /** Measures subjects in memory on a viral content, and those that know users on a new one too. */
  void hotKey(List<Subject> subjects) {
    List<String> counters = names(subjects.stream().filter(subject -> !subject.knowsUsers()));
    List<String> others = names(subjects.stream().filter(Subject::knowsUsers));
    String[] threads = scale.quick() ? QUICK_THREADS : THREADS;
    hotKey("increment", counters, threads, 0, "");
    hotKey("like", others, threads, HotKeyBenchmark.VIRAL, "");
    hotKey("like", others, new String[] {"1", "2"}, 0, NEW_CONTENT);
  }

  private static List<String> names(Stream<Subject> subjects) {
    return subjects.map(Subject::name).toList();
  }

  private void hotKey(
      String method, List<String> subjects, String[] threads, int before, String suffix) {
    if (subjects.isEmpty()) {
      return;
    }
    ChainedOptionsBuilder options =
        options(HotKeyBenchmark.class, method)
            .param("subject", subjects.toArray(String[]::new))
            .param("threads", threads)
            .param("before", Integer.toString(before))
            .addProfiler(AllocationProfiler.class);
    if (scale.quick()) {
      options.warmupIterations(3).measurementIterations(3);
    }
    for (RunResult run : run(options)) {
      String subject = run.getParams().getParam("subject");
      String parameter = HotKey.parameter(Integer.parseInt(run.getParams().getParam("threads")));
      for (BenchmarkResult fork : run.getBenchmarkResults()) {
        Results.Sheet sheet = new Results.Sheet(HotKey.ID, subject);
        double nanos = fork.getPrimaryResult().getScore();
        sheet.put(parameter, "throughput" + suffix, "1/s", Better.HIGHER, 1e9 / nanos);
        Result<?> allocated = fork.getSecondaryResults().get(AllocationProfiler.ALLOCATED);
        if (allocated != null) {
          sheet.put(
              parameter,
              AllocationProfiler.ALLOCATED + suffix,
              "B",
              Better.LOWER,
              allocated.getScore());
        }
        sheet.measurements().forEach(collector::add);
      }
    }
  }

  void cachedCount() {
    ChainedOptionsBuilder options =
        options(CachedCountBenchmark.class, "")
            .warmupTime(TimeValue.milliseconds(400))
            .measurementTime(TimeValue.milliseconds(400));
    if (scale.quick()) {
      options.warmupIterations(3).measurementIterations(3);
    }
    for (RunResult run : run(options)) {
      for (BenchmarkResult fork : run.getBenchmarkResults()) {
        Results.Sheet sheet = new Results.Sheet(CACHED_COUNT, fork.getPrimaryResult().getLabel());
        double perMicrosecond = fork.getPrimaryResult().getScore();
        sheet.put(HotKey.parameter(2), "throughput", "1/s", Better.HIGHER, perMicrosecond * 1e6);
        sheet.measurements().forEach(collector::add);
      }
    }
  }

  private ChainedOptionsBuilder options(Class<?> benchmark, String method) {
    return new OptionsBuilder()
        .include("^" + benchmark.getName() + "\\." + method)
        .forks(scale.forks())
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
  }

  private static Collection<RunResult> run(ChainedOptionsBuilder options) {
    try {
      return new Runner(options.build()).run();
    } catch (RunnerException e) {
      throw new IllegalStateException("JMH failed: " + e.getMessage(), e);
    }
  }
}
