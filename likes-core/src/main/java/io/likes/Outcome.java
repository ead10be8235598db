package io.likes;

/** What became of a like, an unlike or a toggle. */
public enum Outcome {
  /** The user did not like the content before, and does now. */
  LIKED(200),
  /** The user liked the content already; nothing changed. */
  ALREADY_LIKED(409),
  /** The user liked the content before, and does not now. */
  UNLIKED(200),
  /** The user did not like the content; nothing changed. */
  NOT_LIKED(404),
  /** {@link Admission} knows no such content; nothing was read or changed. */
  CONTENT_NOT_FOUND(404),
  /** {@link Admission} found the user too fast; nothing was read or changed. */
  RATE_LIMITED(429);

  private final int httpStatus;

  Outcome(int httpStatus) {
    this.httpStatus = httpStatus;
  }

  /** Returns the HTTP status that a service answers with. */
  public int httpStatus() {
    return httpStatus;
  }

  /** Returns whether the stored state changed. */
  public boolean changed() {
    return this == LIKED || this == UNLIKED;
  }

  /** Returns whether {@link Admission} refused the call before anything was read. */
  public boolean refused() {
    return this == CONTENT_NOT_FOUND || this == RATE_LIMITED;
  }
}
