package io.likes.benchmarks;

import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Tells JMH the bytes of heap that the threads of {@link HotKeyBenchmark} asked for, a like. JMH's
 * own profiler counts what is made before the measurement too.
 */
public final class AllocationProfiler implements InternalProfiler {
  static final String ALLOCATED = "allocated";

  /** Of the iteration that ended last. */
  static volatile double last;

  /** Made by JMH, in each fork. */
  public AllocationProfiler() {}

  @Override
  public String getDescription() {
    return "bytes of heap that the threads asked for, a like";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    last = 0;
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    return List.of(new ScalarResult(ALLOCATED, last, "B", AggregationPolicy.AVG));
  }
}
