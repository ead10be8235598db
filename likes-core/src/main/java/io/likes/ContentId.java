package io.likes;

/**
 * Identity of a piece of content that can be liked: 1 to 255 UTF-8 bytes, any characters except
 * unpaired surrogates.
 *
 * <p>Separators, control characters and blanks are ordinary characters; two ids are equal only if
 * their characters are the same. Nothing is trimmed or normalized. Immutable and thread-safe.
 */
public final class ContentId {
  private final String value;
  private final int hash;

  private ContentId(String value) {
    this.value = value;
    this.hash = value.hashCode();
  }

  /**
   * Returns the id with the given characters.
   *
   * @throws IllegalArgumentException if {@code value} is null, empty, longer than 255 UTF-8 bytes
   *     or not well-formed UTF-16
   */
  public static ContentId of(String value) {
    return new ContentId(Arguments.id("content id", value, Arguments.MAX_ID_BYTES));
  }

  /** Returns the characters of this id. */
  public String value() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof ContentId that && hash == that.hash && value.equals(that.value));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return value;
  }
}
