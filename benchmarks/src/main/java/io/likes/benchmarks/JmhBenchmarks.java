package io.likes.benchmarks;

import io.likes.benchmarks.Measurement.Better;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
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

  static final String ALLOCATED = "allocated";
  private static final String ALLOCATED_BY_JMH = "gc.alloc.rate.norm";

  private final Scale scale;
  private final Results.Collector collector;

  JmhBenchmarks(Scale scale, Results.Collector collector) {
    this.scale = scale;
    this.collector = collector;
  }

  void hotKey(List<String> subjects) {
    ChainedOptionsBuilder options =
        options(HotKeyBenchmark.class)
            .param("subject", subjects.toArray(String[]::new))
            .addProfiler(GCProfiler.class);
    if (scale.quick()) {
      options.warmupIterations(5).measurementIterations(3);
    }
    for (RunResult run : run(options)) {
      String subject = run.getParams().getParam("subject");
      String parameter = HotKey.parameter(Integer.parseInt(run.getParams().getParam("threads")));
      for (BenchmarkResult fork : run.getBenchmarkResults()) {
        Results.Sheet sheet = new Results.Sheet(HotKey.ID, subject);
        double nanos = fork.getPrimaryResult().getScore();
        sheet.put(parameter, "throughput", "1/s", Better.HIGHER, 1e9 / nanos);
        Result<?> allocated = fork.getSecondaryResults().get(ALLOCATED_BY_JMH);
        if (allocated != null) {
          sheet.put(parameter, ALLOCATED, "B", Better.LOWER, allocated.getScore());
        }
        sheet.measurements().forEach(collector::add);
      }
    }
  }

  void cachedCount() {
    ChainedOptionsBuilder options =
        options(CachedCountBenchmark.class)
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

  private ChainedOptionsBuilder options(Class<?> benchmark) {
    return new OptionsBuilder()
        .include("^" + benchmark.getName() + "\\.")
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
