package io.likes.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.likes.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScaleTest {
  /** One that nothing else reads: properties are of the whole JVM. */
  private static final String PROPERTY = "likes.testkit.scale";

  @AfterEach
  void clear() {
    System.clearProperty(PROPERTY);
  }

  @Test
  void propertyThatIsNotSetIsTheDefault() {
    assertThat(Scale.positive(PROPERTY, 3)).isEqualTo(3);
    assertThat(Scale.number(PROPERTY)).isNull();
  }

  @Test
  void propertyCounts() {
    System.setProperty(PROPERTY, "12");
    assertThat(Scale.positive(PROPERTY, 3)).isEqualTo(12);
    System.setProperty(PROPERTY, "-9223372036854775808");
    assertThat(Scale.number(PROPERTY)).isEqualTo(Long.MIN_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "1O", "0x10", "1.5", "9223372036854775808"})
  void whatIsNoNumberIsNotTheDefault(String value) {
    System.setProperty(PROPERTY, value);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scale.positive(PROPERTY, 3))
        .withMessage(PROPERTY + " must be a whole number, but is '" + value + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "2147483648"})
  void whatIsNoCountIsRefused(String value) {
    System.setProperty(PROPERTY, value);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Scale.positive(PROPERTY, 3))
        .withMessage(PROPERTY + " must be 1 to 2147483647, but is " + value);
  }

  @Test
  void historyIsTheSameForTheSameSeed() {
    assertThat(history(7)).isEqualTo(history(7)).isNotEqualTo(history(8));
  }

  @Test
  void failureOfAHistoryNamesTheSeedThatReplaysIt() {
    List<Long> first = new ArrayList<>();
    assertThatThrownBy(
            () ->
                Scale.eachHistory(
                    random -> {
                      first.add(random.nextLong());
                      throw new AssertionError("first");
                    }))
        .isInstanceOf(AssertionError.class)
        .message()
        .matches("replay with -Dlikes.seed=-?\\d+: first")
        .satisfies(
            message -> {
              long seed = Long.parseLong(message.replaceAll(".*=(-?\\d+):.*", "$1"));
              assertThat(Scale.random(seed).nextLong()).isEqualTo(first.get(0));
            });
  }

  private static List<Object> history(long seed) {
    RandomGenerator random = Scale.random(seed);
    List<UserId> users = Ids.users(random, 3);
    return List.of(users, Ids.contents(random, 3), random.nextLong());
  }
}
