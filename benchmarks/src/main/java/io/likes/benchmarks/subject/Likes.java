package io.likes.benchmarks.subject;

import java.util.List;

/** Likes as a caller sees them. Thread-safe; a failure is an unchecked exception. */
public interface Likes extends AutoCloseable {
  /**
   * Makes a user like a content.
   *
   * @return whether the user did not like it before; always true where nobody knows
   */
  boolean like(String content, String user);

  /**
   * Takes a like back.
   *
   * @return whether the user liked the content before; always true where nobody knows
   */
  boolean unlike(String content, String user);

  /** Returns how many users like a content. */
  long count(String content);

  /**
   * Reads what a feed page shows: the counts of the contents, and whether the user likes them.
   *
   * @return the sum of the counts and of the contents that the user likes
   */
  long feed(List<String> contents, String user);

  /** Returns the bytes that are stored now, in memory or on disk, garbage left out. */
  long bytes();

  /** Ends the clients; what is stored stays until the next opening. */
  @Override
  void close();
}
