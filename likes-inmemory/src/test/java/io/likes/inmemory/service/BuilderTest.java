package io.likes.inmemory.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.likes.Counting;
import io.likes.LikeService;
import io.likes.LikeServiceBuilder;
import io.likes.inmemory.InMemoryCounterStore;
import io.likes.inmemory.InMemoryEventLog;
import io.likes.inmemory.InMemoryLikeStore;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link LikeServiceBuilder#build} takes and what it refuses, with all problems together. */
class BuilderTest {
  private static final Duration MILLI = Duration.ofMillis(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofHours(24);

  static Stream<Arguments> durations() {
    return Stream.of(
        duration("writeTimeout", HOUR, LikeServiceBuilder::writeTimeout),
        duration("countFreshness", HOUR, LikeServiceBuilder::countFreshness),
        duration("coolDown", DAY, LikeServiceBuilder::coolDown),
        duration("eventRetry", HOUR, LikeServiceBuilder::eventRetry));
  }

  static Stream<Arguments> numbers() {
    return Stream.of(
        number("hotLikesPerMinute", 2, 1_000_000_000, LikeServiceBuilder::hotLikesPerMinute),
        number("maxCachedCells", 2_000, 100_000_000, LikeServiceBuilder::maxCachedCells),
        number("maxRememberedRows", 0, 100_000_000, LikeServiceBuilder::maxRememberedRows),
        number("maxConcurrentSums", 1, 10_000, LikeServiceBuilder::maxConcurrentSums),
        number("maxPendingEvents", 0, 10_000_000, LikeServiceBuilder::maxPendingEvents));
  }

  private static Arguments duration(
      String name, Duration max, BiConsumer<LikeServiceBuilder, Duration> setter) {
    return Arguments.of(name, max, setter);
  }

  private static Arguments number(
      String name, int min, int max, BiConsumer<LikeServiceBuilder, Integer> setter) {
    return Arguments.of(name, min, max, setter);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("durations")
  void durationsHaveARange(
      String name, Duration max, BiConsumer<LikeServiceBuilder, Duration> setter) {
    for (Duration good : new Duration[] {MILLI, max}) {
      LikeServiceBuilder builder = builder();
      setter.accept(builder, good);
      try (LikeService service = builder.build()) {
        assertThat(service.config().toString()).contains(name + "=" + good);
      }
    }
    for (Duration bad :
        new Duration[] {
          MILLI.minusNanos(1), Duration.ZERO, Duration.ofSeconds(-1), max.plusNanos(1)
        }) {
      LikeServiceBuilder builder = builder();
      setter.accept(builder, bad);
      assertThatIllegalArgumentException()
          .isThrownBy(builder::build)
          .withMessage("%s must be PT0.001S to %s, but is %s", name, max, bad);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("numbers")
  void numbersHaveARange(
      String name, int min, int max, BiConsumer<LikeServiceBuilder, Integer> setter) {
    LikeServiceBuilder least = builder();
    setter.accept(least, min);
    try (LikeService service = least.build()) {
      assertThat(service.config().toString()).contains(name + "=" + min);
    }
    for (int bad : new int[] {min - 1, max + 1, Integer.MIN_VALUE}) {
      LikeServiceBuilder builder = builder();
      setter.accept(builder, bad);
      assertThatIllegalArgumentException()
          .isThrownBy(builder::build)
          .withMessage("%s must be %d to %d, but is %d", name, min, max, bad);
    }
  }

  @Test
  void partsMustGoTogether() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LikeService.builder().build())
        .withMessage("likeStore is required");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().counting(Counting.INLINE).build())
        .withMessage("counting INLINE needs a counterStore");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().counting(Counting.ASYNC).build())
        .withMessage("counting ASYNC needs a counterStore; counting ASYNC needs an eventSink");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                builder()
                    .counting(Counting.EXACT)
                    .counterStore(new InMemoryCounterStore())
                    .eventSink(new InMemoryEventLog())
                    .build())
        .withMessage(
            "counting EXACT does not use the counterStore;"
                + " counting EXACT does not use the eventSink");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().eventSink(new InMemoryEventLog()).build())
        .withMessage("counting EXACT does not use the eventSink");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                builder()
                    .counting(Counting.INLINE)
                    .counterStore(new InMemoryCounterStore())
                    .eventSink(new InMemoryEventLog())
                    .build())
        .withMessage("counting INLINE does not use the eventSink");
  }

  @Test
  void allProblemsAreReportedTogether() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                LikeService.builder()
                    .counting(Counting.INLINE)
                    .writeTimeout(Duration.ZERO)
                    .maxConcurrentSums(0)
                    .build())
        .withMessage(
            "likeStore is required; counting INLINE needs a counterStore;"
                + " writeTimeout must be PT0.001S to PT1H, but is PT0S;"
                + " maxConcurrentSums must be 1 to 10000, but is 0");
  }

  private static LikeServiceBuilder builder() {
    return LikeService.builder().likeStore(new InMemoryLikeStore());
  }
}
