package io.likes.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page of guarantees and the tests name the same rules, in the same groups. */
class GuaranteesTest {
  private static final Pattern RULE =
      Pattern.compile("^\\| ([A-Z]\\d+) \\| .+ \\| (\\w+) \\|$", Pattern.MULTILINE);

  @ParameterizedTest
  @ValueSource(
      classes = {
        LikeStoreContract.class,
        UserLikeStoreContract.class,
        CounterStoreContract.class,
        EventSinkContract.class,
        UniqueLikersContract.class,
        LikeServiceContract.class
      })
  void everyRuleHasItsTest(Class<?> contract) throws IOException {
    List<String> tested = new ArrayList<>();
    for (Class<?> group : contract.getDeclaredClasses()) {
      Stream.of(group.getDeclaredMethods())
          .filter(method -> method.isAnnotationPresent(DisplayName.class))
          .map(
              method ->
                  method.getAnnotation(DisplayName.class).value().split(" ", 2)[0]
                      + " in "
                      + group.getSimpleName())
          .distinct()
          .forEach(tested::add);
    }
    assertThat(written(contract))
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(tested);
  }

  private static List<String> written(Class<?> contract) throws IOException {
    String page = Files.readString(Path.of("..", "docs", "guarantees.md"));
    String section =
        Stream.of(page.split("\n## "))
            .filter(each -> each.contains("Held by `" + contract.getSimpleName() + "`"))
            .findFirst()
            .orElseThrow();
    List<String> rules = new ArrayList<>();
    Matcher matcher = RULE.matcher(section);
    while (matcher.find()) {
      rules.add(matcher.group(1) + " in " + matcher.group(2));
    }
    return rules;
  }
}
