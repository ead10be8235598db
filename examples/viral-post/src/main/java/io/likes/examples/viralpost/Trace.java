package io.likes.examples.viralpost;

import io.likes.ContentId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A recorded sequence of calls. The file is read twice, first to find bad lines and the most liked
 * content, then to replay it, so that its size does not matter and nothing is called if it cannot
 * be used.
 */
final class Trace implements Load {
  private final Path file;
  private final double speed;
  private final Contents contents;

  private Trace(Path file, double speed, Contents contents) {
    this.file = file;
    this.speed = speed;
    this.contents = contents;
  }

  /**
   * Looks through a trace.
   *
   * @param speed 1 for the recorded time, 2 for twice as fast; 0 for as fast as possible
   * @param bad hears of every bad line; what it throws ends the look
   * @throws IllegalArgumentException if there is no good line
   */
  static Trace scan(Path file, double speed, Consumer<BadLine> bad)
      throws IOException, InterruptedException {
    Contents contents = new Contents(bad);
    read(file, contents);
    if (contents.calls == 0) {
      throw new IllegalArgumentException("no call in " + file);
    }
    return new Trace(file, speed, contents);
  }

  @Override
  public void forEach(Taker taker) throws IOException, InterruptedException {
    read(
        file,
        new TraceReader.Listener() {
          @Override
          public void line(long timeMillis, Call call) throws InterruptedException {
            long at =
                timed()
                    ? (long)
                        ((timeMillis - contents.firstMillis)
                            / speed
                            * TimeUnit.MILLISECONDS.toNanos(1))
                    : 0;
            taker.take(new Call(at, call.like(), call.user(), call.type(), call.content()));
          }

          @Override
          public void bad(BadLine line) {}
        });
  }

  @Override
  public long expectedCalls() {
    return contents.calls;
  }

  @Override
  public boolean timed() {
    return speed > 0;
  }

  /** Returns the content with the most likes; of several the one that got there first. */
  @Override
  public ContentId viralPost() {
    ContentId most = contents.mostLiked;
    if (most == null) {
      throw new IllegalStateException("a trace has at least one call");
    }
    return most;
  }

  @Override
  public long badLines() {
    return contents.badLines;
  }

  private static void read(Path file, TraceReader.Listener listener)
      throws IOException, InterruptedException {
    try (InputStream in = Files.newInputStream(file)) {
      new TraceReader().read(in, listener);
    }
  }

  /** What the first look finds. */
  private static final class Contents implements TraceReader.Listener {
    private final Consumer<BadLine> bad;
    private final Map<ContentId, Long> likes = new HashMap<>();
    private @Nullable ContentId mostLiked;
    private long mostLikes = -1;
    private long firstMillis;
    private long calls;
    private long badLines;

    Contents(Consumer<BadLine> bad) {
      this.bad = bad;
    }

    @Override
    public void line(long timeMillis, Call call) {
      if (calls++ == 0) {
        firstMillis = timeMillis;
      }
      long likesOfContent = likes.merge(call.content(), call.like() ? 1L : 0L, Long::sum);
      if (likesOfContent > mostLikes) {
        mostLikes = likesOfContent;
        mostLiked = call.content();
      }
    }

    @Override
    public void bad(BadLine line) {
      badLines++;
      bad.accept(line);
    }
  }
}
