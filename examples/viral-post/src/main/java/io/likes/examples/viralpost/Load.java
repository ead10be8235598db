package io.likes.examples.viralpost;

import io.likes.ContentId;
import java.io.IOException;

/** A sequence of calls, the same one each time it is asked for. */
interface Load {
  /** Takes the calls, one after the other. */
  @FunctionalInterface
  interface Taker {
    void take(Call call) throws InterruptedException;
  }

  /** Gives every call to the taker, in order. */
  void forEach(Taker taker) throws IOException, InterruptedException;

  /** Returns about how many calls there are; for the progress bar. */
  long expectedCalls();

  /** Returns whether calls have a time. If not, each is made as soon as a thread is free. */
  boolean timed();

  /** Returns the content that the run looks at closely. */
  ContentId viralPost();

  /** Returns how many lines of the input were bad; 0 if there is no input. */
  long badLines();
}
