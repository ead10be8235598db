package io.likes.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs a contract against one broken backend; within the contract's subclass, tells which one it
 * is. With the system property {@code likes.testkit.allRules} it runs, and prints, all rules that
 * find it out, else only the named one.
 *
 * @param <F> the flaws of one kind of backend
 */
final class Flawed<F extends Enum<F>> implements BeforeEachCallback {
  private static final String PARAMETER = "likes.testkit.flaw";
  private static final boolean ALL_RULES = Boolean.getBoolean("likes.testkit.allRules");

  private final Class<F> flaws;
  private F flaw;

  Flawed(Class<F> flaws) {
    this.flaws = flaws;
  }

  F flaw() {
    return flaw;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    flaw = Enum.valueOf(flaws, context.getConfigurationParameter(PARAMETER).orElseThrow());
  }

  /** Runs the tests of the rule, and checks that one failed. */
  static void assertFailsRule(Class<?> contract, Enum<?> flaw, String rule) {
    // A parameterized test carries the rule in its own name, not in those of its runs.
    PostDiscoveryFilter tests =
        test ->
            FilterResult.includedIf(
                ALL_RULES
                    || !(test.getSource().orElse(null) instanceof MethodSource)
                    || rule.equals(rule(test.getDisplayName())));
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(DiscoverySelectors.selectClass(contract))
            .filters(tests)
            .configurationParameter(PARAMETER, flaw.name())
            .build();
    Failures failures = new Failures();
    LauncherFactory.create().execute(request, failures);
    if (ALL_RULES) {
      System.out.println(flaw + " is found out by " + new TreeSet<>(failures.rules));
    }
    assertThat(failures.rules).as("rules that found out %s", flaw).contains(rule);
  }

  /** Returns the rules that the tests of a contract carry in their names. */
  static Set<String> rulesOf(Class<?> contract) {
    return Stream.concat(Stream.of(contract), Arrays.stream(contract.getDeclaredClasses()))
        .flatMap(group -> Arrays.stream(group.getDeclaredMethods()))
        .filter(method -> method.isAnnotationPresent(DisplayName.class))
        .map(method -> rule(method.getAnnotation(DisplayName.class).value()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String rule(String displayName) {
    return displayName.split(" ", 2)[0];
  }

  private static final class Failures implements TestExecutionListener {
    private final List<String> rules = new ArrayList<>();
    private TestPlan plan;

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
      plan = started;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (result.getStatus() == Status.FAILED) {
        rules.add(rule(test.getDisplayName()));
        plan.getParent(test).ifPresent(parent -> rules.add(rule(parent.getDisplayName())));
      }
    }
  }
}
