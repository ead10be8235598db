package io.likes.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs tests many times, and tolerates no failure: what is a race may pass by luck. The system
 * property {@code likes.runs} says how often; default 1.
 */
public final class ManyRuns {
  private ManyRuns() {}

  /**
   * Runs all tests of the given classes {@code likes.runs} times, one run after the other.
   *
   * @param tests classes with tests, for example the contracts of a backend
   * @throws AssertionError if a test failed in a run, or if a run had no test; names all that
   *     failed
   * @throws IllegalArgumentException if {@code likes.runs} is less than 1
   */
  public static void assertNoneFails(Class<?>... tests) {
    Launcher launcher = LauncherFactory.create();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(
                Arrays.stream(Check.present("tests", tests))
                    .map(DiscoverySelectors::selectClass)
                    .toList())
            .build();
    List<String> failures = new ArrayList<>();
    int runs = Scale.runs();
    for (int run = 1; run <= runs; run++) {
      Outcomes outcomes = new Outcomes("run " + run + " of " + runs + ": ", failures);
      launcher.execute(request, outcomes);
      assertThat(outcomes.successes).as("tests that passed in run %s", run).isPositive();
    }
    assertThat(failures).as("failures in %s runs", runs).isEmpty();
  }

  private static final class Outcomes implements TestExecutionListener {
    private final String run;
    private final List<String> failures;
    private int successes;

    Outcomes(String run, List<String> failures) {
      this.run = run;
      this.failures = failures;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (result.getStatus() == TestExecutionResult.Status.FAILED) {
        failures.add(
            run
                + test.getDisplayName()
                + ": "
                + result.getThrowable().map(Throwable::toString).orElse("no reason given"));
      } else if (test.isTest() && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
        successes++;
      }
    }
  }
}
