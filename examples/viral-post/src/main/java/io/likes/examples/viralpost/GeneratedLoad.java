package io.likes.examples.viralpost;

import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;
import java.math.BigInteger;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Many posts, and one that goes viral. Every other like of the many goes to a post that nobody
 * liked yet, as long as there is one; the rest follow Zipf's law. The viral one: when a tenth of
 * the likes are made, it begins to get {@value #VIRAL_SHARE} of all further ones. Besides the
 * likes, {@value #UNLIKES} of them are taken back a little later, and {@value #RETRIES} of all
 * calls are made again at once, as by a client that lost the answer.
 *
 * <p>A content is liked by a new user each time until all users like it. The same settings give the
 * same calls.
 */
final class GeneratedLoad implements Load {
  static final double WARM_UP = 0.1;
  static final double VIRAL_SHARE = 0.6;
  static final double UNLIKES = 0.05;
  static final double RETRIES = 0.05;

  private static final ContentId VIRAL_POST = ContentId.of("viral-post");
  private static final ContentType POST = ContentType.of("post");
  private static final int MAX_LIKES_TO_TAKE_BACK = 1024;
  private static final double GOLDEN_RATIO = 0.618;

  private final long likes;
  private final int users;
  private final int contents;
  private final double callsPerSecond;
  private final long seed;

  /**
   * @param likes how many likes, retries not counted
   * @param contents how many contents, the viral post included; at least 2
   * @param callsPerSecond how many calls are due in a second; 0 for as fast as possible
   */
  GeneratedLoad(long likes, int users, int contents, double callsPerSecond, long seed) {
    this.likes = likes;
    this.users = users;
    this.contents = contents;
    this.callsPerSecond = callsPerSecond;
    this.seed = seed;
  }

  @Override
  public void forEach(Taker taker) throws InterruptedException {
    SplittableRandom random = new SplittableRandom(seed);
    Background background = new Background(contents - 1);
    Likers likers = new Likers(users, contents);
    Calls calls = new Calls(taker, random);
    for (long i = 0; i < likes; i++) {
      boolean viral = i >= likes * WARM_UP && random.nextDouble() < VIRAL_SHARE;
      int number = viral ? 0 : 1 + background.draw(random);
      calls.like(number == 0 ? VIRAL_POST : ContentId.of("post-" + number), likers.next(number));
      if (random.nextDouble() < UNLIKES) {
        calls.unlikeRecent();
      }
    }
  }

  @Override
  public long expectedCalls() {
    return Math.round(likes * (1 + UNLIKES) * (1 + RETRIES));
  }

  @Override
  public boolean timed() {
    return callsPerSecond > 0;
  }

  @Override
  public ContentId viralPost() {
    return VIRAL_POST;
  }

  @Override
  public long badLines() {
    return 0;
  }

  /** Gives out calls with their times and retries. */
  private final class Calls {
    private final Taker taker;
    private final SplittableRandom random;
    private final @Nullable Call[] recent = new @Nullable Call[MAX_LIKES_TO_TAKE_BACK];
    private int nextRecent;
    private long count;

    Calls(Taker taker, SplittableRandom random) {
      this.taker = taker;
      this.random = random;
    }

    void like(ContentId content, UserId user) throws InterruptedException {
      recent[nextRecent] = call(true, content, user);
      nextRecent = (nextRecent + 1) % recent.length;
    }

    /**
     * Unlikes one of the last likes. The slot of the newest like is never empty, so the search
     * ends.
     */
    void unlikeRecent() throws InterruptedException {
      int slot = random.nextInt(recent.length);
      Call liked = recent[slot];
      while (liked == null) {
        slot = (slot + 1) % recent.length;
        liked = recent[slot];
      }
      recent[slot] = null;
      call(false, liked.content(), liked.user());
    }

    private Call call(boolean like, ContentId content, UserId user) throws InterruptedException {
      Call call = new Call(nextTime(), like, user, POST, content);
      taker.take(call);
      if (random.nextDouble() < RETRIES) {
        taker.take(new Call(nextTime(), like, user, POST, content));
      }
      return call;
    }

    private long nextTime() {
      return timed() ? Math.round(count++ / callsPerSecond * TimeUnit.SECONDS.toNanos(1)) : 0;
    }
  }

  /** Picks posts other than the viral one. */
  private static final class Background {
    private final int posts;
    private final Zipf zipf;
    private int visited;
    private boolean visitNext;

    Background(int posts) {
      this.posts = posts;
      this.zipf = new Zipf(posts);
    }

    int draw(RandomGenerator random) {
      visitNext = !visitNext;
      return visitNext && visited < posts ? visited++ : zipf.draw(random);
    }
  }

  /**
   * Walks through the users of each content in steps that visit every user before any comes twice.
   */
  private static final class Likers {
    private final long users;
    private final long step;
    private final int[] likesOfContent;

    Likers(int users, int contents) {
      this.users = users;
      this.step = stepThroughAll(users);
      this.likesOfContent = new int[contents];
    }

    UserId next(int content) {
      long like = likesOfContent[content]++;
      return UserId.of("user-" + (content + like * step) % users);
    }

    private static long stepThroughAll(int users) {
      long step = Math.max(1, (long) (users * GOLDEN_RATIO));
      while (!BigInteger.valueOf(step).gcd(BigInteger.valueOf(users)).equals(BigInteger.ONE)) {
        step++;
      }
      return step;
    }
  }
}
