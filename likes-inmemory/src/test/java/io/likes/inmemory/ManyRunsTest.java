package io.likes.inmemory;

import io.likes.testkit.ManyRuns;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What a race hides in one run: {@code -Dlikes.runs=100} repeats all contracts so often. */
@EnabledIfSystemProperty(
    named = "likes.runs",
    matches = "\\d+",
    disabledReason = "the contracts run once, by themselves; -Dlikes.runs=N repeats them")
final class ManyRunsTest {
  @Test
  @DisplayName("No contract fails in any of many runs, -Dlikes.runs=N of them")
  void contracts() {
    ManyRuns.assertNoneFails(
        InMemoryLikeStoreContractTest.class,
        InMemoryUserLikeStoreContractTest.class,
        InMemoryCounterStoreContractTest.class,
        InMemoryEventLogContractTest.class,
        InMemoryUniqueLikersContractTest.class,
        InMemoryLikeServiceContractTest.class);
  }
}
