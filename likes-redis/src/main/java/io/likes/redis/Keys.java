package io.likes.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.likes.ContentId;
import io.likes.UserId;
import io.likes.spi.CellId;
import org.jspecify.annotations.Nullable;

/**
 * Names of keys: prefix, version of the format, and in braces what a Cluster places them by.
 *
 * <p>In an id a closing brace is written {@code %7D} and a per cent sign {@code %25}, so that the
 * braces hold all of it and ids stay distinct. Immutable.
 *
 * @param prefix what all keys begin with
 */
record Keys(String prefix) {
  static final String DEFAULT_PREFIX = "likes";

  private static final String VERSION = "1";

  /** Returns what is wrong with a prefix, or null. */
  static @Nullable String problem(String prefix) {
    return prefix.isEmpty() || prefix.contains("{") || prefix.contains("}")
        ? "prefix must have one or more characters and no braces, but is '" + prefix + "'"
        : null;
  }

  /** A bucket of a cell; the first one has the header too. */
  byte[] bucket(CellId cell, int bucket) {
    String path = "{" + escaped(cell.content().value()) + "/" + cell.path() + "}";
    return key(bucket == 0 ? path : path + ":" + bucket);
  }

  byte[] counts(ContentId content) {
    return key("counts:{" + escaped(content.value()) + "}");
  }

  byte[] lease(ContentId content) {
    return key("lease:{" + escaped(content.value()) + "}");
  }

  byte[] uniqueLikers(ContentId content) {
    return key("unique:{" + escaped(content.value()) + "}");
  }

  /** Entries of a user by content. */
  byte[] entries(UserId user) {
    return key("user:{" + escaped(user.value()) + "}");
  }

  /** Contents that a user likes, newest first. */
  byte[] list(UserId user) {
    return key("list:{" + escaped(user.value()) + "}");
  }

  private byte[] key(String rest) {
    return (prefix + ":" + VERSION + ":" + rest).getBytes(UTF_8);
  }

  private static String escaped(String id) {
    return id.indexOf('%') < 0 && id.indexOf('}') < 0
        ? id
        : id.replace("%", "%25").replace("}", "%7D");
  }
}
