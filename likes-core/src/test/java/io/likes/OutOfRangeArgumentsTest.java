package io.likes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.likes.Admission.Decision;
import io.likes.spi.CellBatch;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.CellLimits;
import io.likes.spi.Change;
import io.likes.spi.Version;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each value just outside its range is refused by name and value; each just inside is taken. */
class OutOfRangeArgumentsTest {
  private static final CellId ROOT = CellId.root(ContentId.of("post"));
  private static final CellId CHILD = ROOT.child(20);
  private static final CellId GRANDCHILD = CHILD.child(3);
  private static final List<Change> ONE =
      List.of(new Change(UserId.of("user"), true, 0, ContentType.UNSPECIFIED));

  static Stream<Arguments> refused() {
    return Stream.of(
        refused(() -> PageRequest.first(0), "size must be 1 to 1000, but is 0"),
        refused(() -> new PageRequest(1001, "x"), "size must be 1 to 1000, but is 1001"),
        refused(
            () -> new Count(-1, 0, Count.Freshness.FRESH),
            "value and ageNanos must not be negative, but are -1 and 0"),
        refused(
            () -> new Count(0, -1, Count.Freshness.STALE),
            "value and ageNanos must not be negative, but are 0 and -1"),
        refused(
            () -> new LikeResult(Outcome.RATE_LIMITED, false, Count.UNKNOWN, null),
            "retryAfter goes with RATE_LIMITED only, but is null with RATE_LIMITED"),
        refused(
            () -> new LikeResult(Outcome.LIKED, true, Count.UNKNOWN, Duration.ZERO),
            "retryAfter goes with RATE_LIMITED only, but is PT0S with LIKED"),
        refused(
            () -> new Decision(Outcome.LIKED, null),
            "refusal must be CONTENT_NOT_FOUND or RATE_LIMITED, but is LIKED"),
        refused(
            () -> new Decision(Outcome.CONTENT_NOT_FOUND, Duration.ZERO),
            "retryAfter goes with RATE_LIMITED only, but is PT0S with CONTENT_NOT_FOUND"),
        refused(
            () -> new Decision(null, Duration.ZERO),
            "retryAfter goes with RATE_LIMITED only, but is PT0S with null"),
        refused(
            () -> Decision.rateLimited(Duration.ofNanos(-1)),
            "retryAfter must not be negative, but is PT-0.000000001S"),
        refused(
            () -> new CellHeader(ROOT, -1, 0, 0, 0),
            "seq and total must be 0 <= total <= seq, but are -1 and 0 of post/root"),
        refused(
            () -> new CellHeader(ROOT, 1, -1, 0, 0),
            "seq and total must be 0 <= total <= seq, but are 1 and -1 of post/root"),
        refused(
            () -> new CellHeader(ROOT, 1, 2, 0, 0),
            "seq and total must be 0 <= total <= seq, but are 1 and 2 of post/root"),
        refused(() -> new CellHeader(ROOT, 1, 1, 17, 0), children(17)),
        refused(() -> new CellHeader(CHILD, 1, 1, 0, 8), children(8)),
        refused(() -> new Version(-1, 0), "version out of range: depth -1, seq 0"),
        refused(() -> new Version(3, 0), "version out of range: depth 3, seq 0"),
        refused(() -> new Version(0, -1), "version out of range: depth 0, seq -1"),
        refused(() -> new Version(0, 1L << 56), "version out of range: depth 0, seq " + (1L << 56)),
        refused(
            () -> new CellBatch(ROOT, 0, List.of()), "changes must not be empty, for post/root"),
        refused(
            () -> new CellBatch(ROOT, 16, ONE),
            "siblings of a root must be 0, but is 16 for post/root"),
        refused(() -> new CellBatch(CHILD, 0, ONE), children(0)),
        refused(() -> new CellBatch(CHILD, 16, ONE), "cell post/20 cannot be one of 16"),
        refused(() -> ROOT.child(-1), "index must be 0 to 1023, but is -1"),
        refused(() -> ROOT.child(1024), "index must be 0 to 1023, but is 1024"),
        refused(() -> GRANDCHILD.child(0), "a cell at depth 2 has no children: post/20.3"),
        refused(() -> ROOT.child(UserId.of("user"), 24), children(24)),
        refused(
            () -> GRANDCHILD.child(UserId.of("user"), 16),
            "a cell at depth 2 has no children: post/20.3"));
  }

  private static Arguments refused(ThrowingCallable call, String message) {
    return Arguments.of(message, call);
  }

  private static String children(int value) {
    return "children must be a power of two from 16 to 1024, but is " + value;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void isRefused(String message, ThrowingCallable call) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Root", "01", "-1", "1.", ".1", "1..2", "12345", "1 ", "+1", "١"})
  void pathOfNoCell(String path) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CellId.of(ROOT.content(), path))
        .withMessage("path must be 'root' or indexes with dots between, but is '" + path + "'");
  }

  @ParameterizedTest
  @CsvSource({"1.2.3, a cell at depth 2 has no children", "1024, index must be 0 to 1023"})
  void pathThatLeadsNowhere(String path, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CellId.of(ROOT.content(), path))
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({"0,1,1,1", "1,0,1,1", "1,1,0,1", "1,1,1,0"})
  void limitBelowOne(int batch, long rows, long changes, long contention) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CellLimits(batch, rows, changes, contention))
        .withMessage(
            "limits must be at least 1, but are maxBatch %d, maxRows %d, maxChangesPerSecond %d,"
                + " maxContentionPerSecond %d",
            batch, rows, changes, contention);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-0.000000001S", "PT2562047H48M"})
  void periodOfATask(Duration period) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TimeSource.system().every(period, () -> {}))
        .withMessage("period must be 1 ns to 292 years, but is " + period);
  }

  @ParameterizedTest
  @CsvSource({
    "1,   a", "255, a", "254, é", "255, €", "252, 😀",
  })
  void longestIds(int bytes, String character) {
    String value = character.repeat(bytes / utf8(character));

    assertThat(ContentId.of(value).value()).isEqualTo(value);
    assertThat(UserId.of(value).value()).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({"0, a", "256, a", "256, é", "258, €", "256, 😀"})
  void idsOfNoLength(int bytes, String character) {
    String value = character.repeat(bytes / utf8(character));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ContentId.of(value))
        .withMessageStartingWith(
            "content id must have 1 to 255 UTF-8 bytes, but has " + bytes + ": \"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> UserId.of(value))
        .withMessageStartingWith(
            "user id must have 1 to 255 UTF-8 bytes, but has " + bytes + ": \"");
  }

  @Test
  void contentTypes() {
    String longest = "a".repeat(64);
    assertThat(ContentType.of(longest).value()).isEqualTo(longest);
    assertThat(new ContentType("")).isEqualTo(ContentType.UNSPECIFIED);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ContentType.of(""))
        .withMessage("content type must have 1 to 64 UTF-8 bytes, but has 0: \"\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ContentType(longest + "b"))
        .withMessage("content type must have 1 to 64 UTF-8 bytes, but has 65: \"%sb\"", longest);
  }

  @ParameterizedTest
  @CsvSource({"ab\uD83D, 2", "\uDE00, 0", "\uD83Dx, 0", "\uDE00\uD83D, 0"})
  void unpairedSurrogates(String value, int index) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> UserId.of(value))
        .withMessageStartingWith("user id has an unpaired surrogate at index " + index + ": \"")
        .withMessageContaining("\\u%04x", (int) value.charAt(index));
  }

  @Test
  void theFirstAndTheLastValueAreTaken() {
    assertThat(PageRequest.first(1).size()).isEqualTo(1);
    assertThat(PageRequest.first(1000).size()).isEqualTo(1000);
    assertThat(ROOT.child(1023).path()).isEqualTo("1023");
    assertThat(new Version(2, (1L << 56) - 1).toLong()).isEqualTo((3L << 56) - 1);
    assertThat(new CellHeader(ROOT, 1, 1, 1024, 16).children()).isEqualTo(1024);
    assertThat(new CellBatch(CHILD, 32, ONE).siblings()).isEqualTo(32);
    assertThat(new CellLimits(1, 1, 1, 1).maxBatch()).isEqualTo(1);
    assertThat(Decision.rateLimited(Duration.ZERO).retryAfter()).isZero();
  }

  private static int utf8(String character) {
    return character.getBytes(StandardCharsets.UTF_8).length;
  }
}
