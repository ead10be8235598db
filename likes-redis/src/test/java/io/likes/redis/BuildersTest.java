package io.likes.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.likes.BackendException;
import io.likes.BackendException.Effect;
import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.Change;
import io.likes.spi.UserLike;
import io.likes.spi.Version;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.RedisClient;

@DisplayName("Building a store")
class BuildersTest {
  /** No server has this port; building must not try it. */
  private final RedisClient nowhere = RedisClient.builder().hostAndPort("127.0.0.1", 1).build();

  @AfterEach
  void close() {
    nowhere.close();
  }

  static Stream<RedisBuilder<?>> builders() {
    return Stream.of(
        RedisLikeStore.builder(),
        RedisUserLikeStore.builder(),
        RedisCounterStore.builder(),
        RedisUniqueLikers.builder());
  }

  private static void build(RedisBuilder<?> builder) {
    if (builder instanceof RedisLikeStore.Builder likes) {
      likes.build();
    } else if (builder instanceof RedisUserLikeStore.Builder lists) {
      lists.build();
    } else if (builder instanceof RedisCounterStore.Builder counts) {
      counts.build();
    } else {
      ((RedisUniqueLikers.Builder) builder).build();
    }
  }

  @ParameterizedTest
  @MethodSource("builders")
  @DisplayName("needs a client")
  void client(RedisBuilder<?> builder) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> build(builder))
        .withMessage("client is required");
  }

  @ParameterizedTest
  @MethodSource("builders")
  @DisplayName("refuses null, naming the argument")
  void nulls(RedisBuilder<?> builder) {
    assertRefused("client must not be null", () -> builder.client(null));
    assertRefused("prefix must not be null", () -> builder.prefix(null));
    assertRefused("writeWindow must not be null", () -> RedisLikeStore.builder().writeWindow(null));
    assertRefused("time must not be null", () -> RedisLikeStore.builder().time(null));
    assertRefused(
        "timeToLive must not be null", () -> RedisCounterStore.builder().timeToLive(null));
  }

  @ParameterizedTest
  @MethodSource("builders")
  @DisplayName("refuses a prefix that a Cluster would place keys by, or none")
  void prefix(RedisBuilder<?> builder) {
    for (String prefix : List.of("", "a{b", "a}b")) {
      assertRefused(
          "prefix must have one or more characters and no braces, but is '" + prefix + "'",
          () -> build(builder.client(nowhere).prefix(prefix)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT-1S", "PT0S", "PT0.009S", "PT1M0.001S"})
  @DisplayName("refuses a window of writing out of range")
  void writeWindow(Duration window) {
    assertRefused(
        "writeWindow must be PT0.01S to PT1M, but is " + window,
        () -> RedisLikeStore.builder().client(nowhere).writeWindow(window).build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT-1S", "PT0S", "PT0.999S", "PT720H0.001S"})
  @DisplayName("refuses a time to live out of range")
  void timeToLive(Duration timeToLive) {
    assertRefused(
        "timeToLive must be PT1S to PT720H, but is " + timeToLive,
        () -> RedisCounterStore.builder().client(nowhere).timeToLive(timeToLive).build());
  }

  @Test
  @DisplayName("reports all problems together")
  void together() {
    assertRefused(
        "client is required; "
            + "prefix must have one or more characters and no braces, but is ''; "
            + "writeWindow must be PT0.01S to PT1M, but is PT0S",
        () -> RedisLikeStore.builder().prefix("").writeWindow(Duration.ZERO).build());
  }

  @Test
  @DisplayName("connects to nothing; calls then say that nothing was applied")
  void connectsToNothing() {
    ContentId content = ContentId.of("content");
    UserId user = UserId.of("user");
    RedisLikeStore likes =
        RedisLikeStore.builder().client(nowhere).writeWindow(Duration.ofMillis(10)).build();
    RedisUserLikeStore lists = RedisUserLikeStore.builder().client(nowhere).build();
    RedisCounterStore counts = RedisCounterStore.builder().client(nowhere).build();
    RedisUniqueLikers unique = RedisUniqueLikers.builder().client(nowhere).build();
    Change like = new Change(user, true, 1, ContentType.UNSPECIFIED);
    CellId root = CellId.root(content);

    assertNotApplied(() -> likes.apply(new CellBatch(root, 0, List.of(like))));
    assertNotApplied(() -> likes.headers(List.of(root)));
    assertNotApplied(
        () ->
            lists.record(
                List.of(
                    new UserLike(
                        user, content, true, new Version(0, 1), 1, ContentType.UNSPECIFIED))));
    assertNotApplied(() -> counts.merge(List.of(new CellHeader(root, 1, 1, 0, 0))));
    assertNotApplied(() -> unique.add(content, user));
  }

  private static void assertNotApplied(ThrowingCallable call) {
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.effect()).isEqualTo(Effect.NOT_APPLIED));
  }

  private static void assertRefused(String message, ThrowingCallable call) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
  }
}
