package io.likes.kafka;

/** Bytes are not an event that this version can read; the message says why, for a person. */
final class UnreadableEventException extends Exception {
  private static final long serialVersionUID = 1;

  UnreadableEventException(String reason) {
    super(reason);
  }
}
