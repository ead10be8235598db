package io.likes.examples.viralpost;

/**
 * A line of a trace that is no call.
 *
 * @param number number of the line, from 1
 * @param reason what is wrong, with the value
 */
record BadLine(long number, String reason) {
  @Override
  public String toString() {
    return "line " + number + ": " + reason;
  }
}
