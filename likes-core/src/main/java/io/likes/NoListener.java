package io.likes;

/** The listener that does nothing. */
enum NoListener implements LikesListener {
  INSTANCE
}
