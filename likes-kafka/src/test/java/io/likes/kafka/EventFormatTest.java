package io.likes.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import io.likes.spi.CellHeader;
import io.likes.spi.CellId;
import io.likes.spi.LikeEvent;
import io.likes.spi.Version;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The bytes of an event")
class EventFormatTest {
  private static final int LIKED_BY_USER = 3;
  private static final CellId ROOT = CellId.root(ContentId.of("post-42"));
  private static final Map<String, LikeEvent> EVENTS = events();
  private static final LikeEvent LIKE = EVENTS.get("like");

  private static Map<String, LikeEvent> events() {
    Map<String, LikeEvent> events = new LinkedHashMap<>();
    events.put(
        "like",
        new LikeEvent(
            new CellHeader(ROOT, 7, 3, 0, 0),
            UserId.of("alice"),
            true,
            ContentType.of("post"),
            new Version(0, 7),
            1_700_000_000_123L));
    events.put(
        "unlike-in-grandchild",
        new LikeEvent(
            new CellHeader(ROOT.child(15).child(1023), 300, 2, 0, 1024),
            UserId.of("bob"),
            false,
            ContentType.UNSPECIFIED,
            new Version(2, 300),
            1_700_000_000_124L));
    events.put(
        "closing-of-child",
        new LikeEvent(
            new CellHeader(ROOT.child(3), 128, 64, 64, 16),
            null,
            false,
            ContentType.UNSPECIFIED,
            new Version(1, 128),
            1_700_000_000_125L));
    events.put(
        "ends-of-ranges",
        new LikeEvent(
            new CellHeader(
                CellId.root(ContentId.of("\uFFFD".repeat(85))),
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                1024,
                16),
            UserId.of("\uD83D\uDE00".repeat(63) + "abc"),
            true,
            ContentType.of("t".repeat(64)),
            new Version(0, (1L << 56) - 1),
            Long.MAX_VALUE));
    events.put(
        "before-1970",
        new LikeEvent(
            new CellHeader(ROOT, 1, 0, 0, 0),
            UserId.of("\u0000"),
            false,
            ContentType.UNSPECIFIED,
            new Version(0, 0),
            -1));
    return events;
  }

  private static Map<String, byte[]> golden(String file) {
    try (InputStream in = EventFormatTest.class.getResourceAsStream(file)) {
      Properties golden = new Properties();
      golden.load(in);
      Map<String, byte[]> bytes = new LinkedHashMap<>();
      golden.forEach((name, hex) -> bytes.put((String) name, bytes((String) hex)));
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<String> names() {
    return EVENTS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  @DisplayName("are those that version 1 wrote, and are read as they were")
  void goldenBytes(String name) throws UnreadableEventException {
    byte[] golden = golden("events-v1.properties").get(name);
    assertThat(hex(EventFormat.encode(EVENTS.get(name)))).isEqualTo(hex(golden));
    assertThat(EventFormat.decode(golden)).isEqualTo(EVENTS.get(name));
  }

  @Test
  @DisplayName("of a newer version are read as far as they are known")
  void newerVersion() throws UnreadableEventException {
    Map<String, byte[]> newer = golden("events-newer.properties");
    assertThat(newer).hasSize(2);
    for (Map.Entry<String, byte[]> event : newer.entrySet()) {
      assertThat(EventFormat.decode(event.getValue())).isEqualTo(EVENTS.get(event.getKey()));
    }
  }

  @Test
  @DisplayName("are refused with a reason if they are none")
  void unreadable() {
    byte[] like = EventFormat.encode(LIKE);
    assertUnreadable(null, "no value");
    assertUnreadable(new byte[0], "ends after 0 bytes");
    assertUnreadable("{\"user\":1}".getBytes(UTF_8), "unknown format 123");
    assertUnreadable(with(like, 1, 0), "unknown version 0");
    assertUnreadable(with(like, 1, -1), "unknown version -1");
    assertUnreadable(with(like, 2, 0x43), "unknown flags 67");
    assertUnreadable(Arrays.copyOf(like, like.length + 2), "2 bytes behind the end");
    assertUnreadable(with(like, 4, 0xff), "text is not UTF-8");
    assertUnreadable(with(like, 3, 0), "content id must have 1 to 255 UTF-8 bytes");
    assertUnreadable(with(like, 11, 2), "0 <= total <= seq");
    assertUnreadable(with(like, 13, 0x30), "children must be a power of two");
    assertUnreadable(with(like, 2, LIKED_BY_USER | 3 << 4), "version out of range");
    String child = hex(EventFormat.encode(EVENTS.get("closing-of-child")));
    assertUnreadable(bytes(child.replaceFirst("038001", "80088001")), "index must be 0 to 1023");
    assertUnreadable(
        bytes(child.replaceFirst("038001", "80808080108001")), "index of a cell out of range");
    assertUnreadable(
        bytes(child.replaceFirst("038001", "80".repeat(10) + "008001")), "a number is too long");
  }

  @Test
  @DisplayName("that are cut, or changed at random, are read or refused, and nothing else")
  void damaged() {
    Random random = new Random(42);
    for (LikeEvent event : EVENTS.values()) {
      byte[] whole = EventFormat.encode(event);
      for (int length = 0; length < whole.length; length++) {
        assertUnreadable(Arrays.copyOf(whole, length), "");
      }
      for (int i = 0; i < 20_000; i++) {
        byte[] changed = whole.clone();
        for (int bytes = random.nextInt(3); bytes >= 0; bytes--) {
          changed[random.nextInt(changed.length)] = (byte) random.nextInt();
        }
        try {
          assertThat(EventFormat.decode(changed)).isNotNull();
        } catch (UnreadableEventException e) {
          assertThat(e.getMessage()).isNotEmpty();
        }
      }
    }
  }

  @Test
  @DisplayName("are few")
  void compact() {
    assertThat(EventFormat.encode(LIKE)).hasSizeLessThan(40);
  }

  private static byte[] with(byte[] bytes, int index, int value) {
    byte[] changed = bytes.clone();
    changed[index] = (byte) value;
    return changed;
  }

  private static void assertUnreadable(byte[] bytes, String reason) {
    assertThatThrownBy(() -> EventFormat.decode(bytes))
        .isInstanceOf(UnreadableEventException.class)
        .hasMessageContaining(reason);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
