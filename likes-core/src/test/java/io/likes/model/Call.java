package io.likes.model;

import org.jspecify.annotations.Nullable;

/** One like or unlike of one user, from the call to its answer. */
final class Call {
  /** How a call ends for its caller. */
  enum End {
    CHANGED,
    UNCHANGED,
    NOT_APPLIED,
    UNKNOWN;

    boolean acknowledged() {
      return this == CHANGED || this == UNCHANGED;
    }
  }

  final int user;
  final boolean like;
  final long start;

  /** Null until the caller is answered or gives up. */
  @Nullable End end;

  /** How often this call changed a cell, as the store knows but its process may not. */
  int applied;

  Call(int user, boolean like, long start) {
    this.user = user;
    this.like = like;
    this.start = start;
  }

  @Override
  public String toString() {
    return (like ? "like" : "unlike") + " of user " + user + " from step " + start;
  }
}
