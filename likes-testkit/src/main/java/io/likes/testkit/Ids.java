package io.likes.testkit;

import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Ids for tests: random, so that tests share a storage and leave what they wrote. */
final class Ids {
  private static final int MAX_BYTES = 255;
  private static final int MAX_TYPE_BYTES = 64;

  /** Strings that a backend is likely to mix up, to cut, to split or to run. */
  private static final List<String> AWKWARD =
      Stream.concat(
              // Blanks, control characters, invisible ones.
              Stream.of(
                  "a",
                  "A",
                  " ",
                  "  ",
                  "a ",
                  " a",
                  "\t",
                  "\n",
                  "\r\n",
                  "a\n",
                  "\0",
                  "a\0",
                  "\0b",
                  "\0\0",
                  "\u0001",
                  "\u001f",
                  "\u007f",
                  "\u0085",
                  "\u00a0",
                  "\u200b",
                  "\u200d",
                  "\u2028",
                  "\u202e",
                  "\ufeff",
                  "\ufffd",
                  "\ufffe",
                  "\uffff",
                  // Same look or same case, other characters; outside of the basic plane.
                  "\u00e9",
                  "e\u0301",
                  "e",
                  "\u00e4",
                  "a\u0308",
                  "\u00df",
                  "ss",
                  "\u0130",
                  "i",
                  "\u0131",
                  "\u212b",
                  "\u00c5",
                  "\ud83d\ude00",
                  "\ud83d\ude01",
                  "\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67",
                  "\ud83d\udc69",
                  "\udbff\udfff"),
              // Syntax of keys, patterns, paths, queries, formats; what looks like a number or like
              // a cell.
              Stream.of(
                  ":",
                  "::",
                  "a:b",
                  "{",
                  "}",
                  "{}",
                  "{a}",
                  "a{b}c",
                  "}{",
                  "*",
                  "?",
                  "[a-z]",
                  "[",
                  "^",
                  "|",
                  ",",
                  "=",
                  "&",
                  "#",
                  "@",
                  "!",
                  "/",
                  "//",
                  "a/b",
                  ".",
                  "..",
                  "../a",
                  "\\",
                  "\\n",
                  "'",
                  "''",
                  "\"",
                  "`",
                  "%",
                  "%%",
                  "%s",
                  "%00",
                  "$1",
                  "${a}",
                  ";",
                  "--",
                  "/*",
                  "*/",
                  "';--",
                  "'; DROP TABLE likes;--",
                  "\" OR \"\"=\"",
                  "null",
                  "NULL",
                  "0",
                  "00",
                  "-1",
                  "1",
                  "1.0",
                  "1e3",
                  "true",
                  "root",
                  "/root",
                  ":root",
                  "5",
                  "/5",
                  ":5",
                  "5.12",
                  ".5"))
          .toList();

  private Ids() {}

  static ContentId content() {
    return ContentId.of("content-" + UUID.randomUUID());
  }

  static UserId user() {
    return UserId.of("user-" + UUID.randomUUID());
  }

  /** Returns the given number of random users. */
  static List<UserId> users(int count) {
    return IntStream.range(0, count).mapToObj(i -> user()).toList();
  }

  /** Returns the users of a history: the same ones for the same seed. */
  static List<UserId> users(RandomGenerator random, int count) {
    return names("user-", random, count).map(UserId::of).toList();
  }

  /** Returns the contents of a history: the same ones for the same seed. */
  static List<ContentId> contents(RandomGenerator random, int count) {
    return names("content-", random, count).map(ContentId::of).toList();
  }

  private static Stream<String> names(String prefix, RandomGenerator random, int count) {
    return random.longs(count).mapToObj(value -> prefix + Long.toHexString(value));
  }

  /** Returns random users with ids of the most bytes. */
  static List<UserId> longestUsers(int count) {
    return users(count).stream()
        .map(user -> UserId.of(user + "x".repeat(MAX_BYTES - user.value().length())))
        .toList();
  }

  /** Returns awkward users, the shortest and the longest included; the same ones each time. */
  static List<UserId> awkwardUsers() {
    return awkward("").stream().map(UserId::of).toList();
  }

  /** Returns awkward users whom no other test has. */
  static List<UserId> randomAwkwardUsers() {
    return awkward(tag()).stream().map(UserId::of).toList();
  }

  /** Returns awkward contents that no other test has. */
  static List<ContentId> randomAwkwardContents() {
    return awkward(tag()).stream().map(ContentId::of).toList();
  }

  /** Returns what is no id. */
  static List<String> malformed() {
    return List.of(
        "",
        "a".repeat(MAX_BYTES + 1),
        "\u00e9".repeat(MAX_BYTES / 2 + 1),
        "\ud83d\ude00".repeat(MAX_BYTES / 4 + 1),
        "\ud83d",
        "\ude00",
        "a\ud83db",
        "\ude00\ud83d");
  }

  /** Returns awkward content types, that without a name included. */
  static List<ContentType> awkwardTypes() {
    Stream<ContentType> named =
        Stream.concat(
                AWKWARD.stream(),
                Stream.of("x".repeat(MAX_TYPE_BYTES), "\ud83d\ude00".repeat(MAX_TYPE_BYTES / 4)))
            .map(ContentType::of);
    return Stream.concat(Stream.of(ContentType.UNSPECIFIED), named).toList();
  }

  private static String tag() {
    return UUID.randomUUID().toString().substring(0, 13);
  }

  /** Both ends matter: a store may trim the one or the other. */
  private static List<String> awkward(String tag) {
    Set<String> ids = new LinkedHashSet<>();
    for (String awkward : AWKWARD) {
      ids.add(tag + awkward);
      ids.add(awkward + tag);
    }
    for (String filling : List.of("a", "\u00e9", "\u20ac", "\ud83d\ude00")) {
      int room = MAX_BYTES - tag.length();
      String longest = tag + filling.repeat(room / filling.getBytes(StandardCharsets.UTF_8).length);
      ids.add(longest);
      ids.add(longest.substring(0, longest.length() - filling.length()));
    }
    return List.copyOf(ids);
  }
}
