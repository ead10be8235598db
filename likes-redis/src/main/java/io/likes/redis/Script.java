package io.likes.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** The Lua scripts that run in the server; each says in its file what it takes and answers. */
enum Script {
  APPLY,
  CLOSE,
  COUNTS,
  LIST,
  MERGE,
  PROBE,
  RECORD,
  REPLICAS,
  ROWS,
  STATE;

  private final byte[] text;
  private final byte[] digest;

  Script() {
    text = load(name().toLowerCase(Locale.ROOT) + ".lua");
    digest = HexFormat.of().formatHex(sha1().digest(text)).getBytes(US_ASCII);
  }

  /** Returns the script itself. */
  byte[] text() {
    return text.clone();
  }

  /** Returns what a server that has seen the script knows it by. */
  byte[] digest() {
    return digest.clone();
  }

  static MessageDigest sha1() {
    try {
      // Much faster than to look up the provider again.
      return (MessageDigest) Sha1.PROTOTYPE.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the platform's SHA-1 can be cloned", e);
    }
  }

  /** Apart, since the scripts themselves need it before fields of this class are there. */
  private static final class Sha1 {
    static final MessageDigest PROTOTYPE = create();

    private static MessageDigest create() {
      try {
        return MessageDigest.getInstance("SHA-1");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-1", e);
      }
    }
  }

  private static byte[] load(String file) {
    try (InputStream in = Script.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + file);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
