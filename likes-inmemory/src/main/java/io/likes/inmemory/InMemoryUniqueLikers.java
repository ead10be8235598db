package io.likes.inmemory;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.likes.ContentId;
import io.likes.UserId;
import io.likes.spi.UniqueLikers;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Estimates in the memory of this process.
 *
 * <p>Up to 512 users of a content are kept as a hash of 4 bytes each, and counted; more are
 * estimated by UltraLogLog, a HyperLogLog that does with less space: 8 kilobytes and a standard
 * error of 0.9 %.
 */
public final class InMemoryUniqueLikers implements UniqueLikers {
  private static final Hasher64 HASHER = Hashing.wyhashFinal4();

  private final Map<ContentId, Sketch> sketches = new ConcurrentHashMap<>();

  /** Makes an empty store. */
  public InMemoryUniqueLikers() {}

  @Override
  public void add(ContentId content, UserId user) {
    Objects.requireNonNull(content, "content");
    long hash = HASHER.hashCharsToLong(user.value());
    if (sketches.get(content) instanceof Sketch.Registers registers) {
      registers.with(hash);
    } else {
      sketches.merge(content, Sketch.Tokens.of(hash), (old, added) -> old.with(hash));
    }
  }

  @Override
  public long estimate(ContentId content) {
    Sketch sketch = sketches.get(Objects.requireNonNull(content, "content"));
    return sketch == null ? 0 : sketch.size();
  }
}
