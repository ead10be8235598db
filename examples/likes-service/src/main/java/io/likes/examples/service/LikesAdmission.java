package io.likes.examples.service;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.likes.Admission;
import io.likes.ContentId;
import io.likes.UserId;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.stereotype.Component;

/**
 * Lets likes and unlikes of posts that exist pass, at a bounded rate for each user. The rate is one
 * process's; for one of a fleet take Bucket4j's buckets in Redis.
 */
@Component
class LikesAdmission implements Admission {
  /**
   * How fast a user may like and unlike.
   *
   * @param burst how many calls may come at once
   * @param perMinute how many calls a minute in the long run
   */
  @ConfigurationProperties("likes.rate-limit")
  record RateLimit(@DefaultValue("20") int burst, @DefaultValue("300") int perMinute) {
    private Bucket newBucket() {
      return Bucket.builder()
          .addLimit(limit -> limit.capacity(burst).refillGreedy(perMinute, Duration.ofMinutes(1)))
          .build();
    }
  }

  private final Posts posts;
  private final RateLimit rateLimit;
  // A user who is forgotten starts with a full bucket.
  private final Cache<UserId, Bucket> buckets =
      Caffeine.newBuilder().maximumSize(100_000).expireAfterAccess(Duration.ofHours(1)).build();

  LikesAdmission(Posts posts, RateLimit rateLimit) {
    this.posts = posts;
    this.rateLimit = rateLimit;
    // Refuses a wrong rate at the start, and not at every like.
    rateLimit.newBucket();
  }

  @Override
  public Decision decide(ContentId content, UserId user, boolean like) {
    if (!posts.exists(content)) {
      return Decision.CONTENT_NOT_FOUND;
    }
    ConsumptionProbe probe =
        buckets.get(user, any -> rateLimit.newBucket()).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? Decision.ADMITTED
        : Decision.rateLimited(Duration.ofNanos(probe.getNanosToWaitForRefill()));
  }
}
