package io.likes;

/**
 * Kind of content, for example {@code post} or {@code video}: 1 to 64 UTF-8 bytes, or {@link
 * #UNSPECIFIED}.
 *
 * <p>It is carried by each like for lists, events and analytics; it is not part of the identity of
 * the content. Immutable.
 *
 * @param value the name of the kind; empty only in {@link #UNSPECIFIED}
 */
public record ContentType(String value) {
  private static final int MAX_BYTES = 64;

  /** The type of a like whose caller named none. */
  public static final ContentType UNSPECIFIED = new ContentType("");

  /**
   * Checks the name.
   *
   * @throws IllegalArgumentException if {@code value} is null, longer than 64 UTF-8 bytes or not
   *     well-formed UTF-16
   */
  public ContentType {
    Arguments.present("content type", value);
    if (!value.isEmpty()) {
      Arguments.id("content type", value, MAX_BYTES);
    }
  }

  /**
   * Returns the type with the given name.
   *
   * @throws IllegalArgumentException if {@code value} is null, empty, longer than 64 UTF-8 bytes or
   *     not well-formed UTF-16
   */
  public static ContentType of(String value) {
    return new ContentType(Arguments.id("content type", value, MAX_BYTES));
  }

  @Override
  public String toString() {
    return value;
  }
}
